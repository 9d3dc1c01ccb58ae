/**
 * @file vector_math.h
 * Extended numbers and exponentials over an instruction set's Vector. Included by vector_kernel.h.
 */

using Float = Vector::Float;
using Mask = Vector::Mask;

constexpr int kLanes = Vector::kLanes;
/** Frames are taken in tiles of as many as a vector has lanes. */
constexpr int64_t kTile = kLanes;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

/** The exponent of zero: no sum of scores moves it into the range of real exponents. */
constexpr float kZeroExponent = -1e30f;

inline int64_t round_up(int64_t count) { return (count + kLanes - 1) / kLanes * kLanes; }

inline int64_t lanes_in(Mask mask) { return __builtin_popcount(Vector::bits(mask)); }

/** mantissa * 2^exponent, lane by lane. */
struct Extended {
  Float mantissa;
  Float exponent;

  static Extended load(const float* mantissas, const float* exponents) {
    return {Vector::load(mantissas), Vector::load(exponents)};
  }
  void store(float* mantissas, float* exponents) const {
    Vector::store(mantissas, mantissa);
    Vector::store(exponents, exponent);
  }
};

inline Extended multiply(Extended a, Extended b) {
  return {Vector::mul(a.mantissa, b.mantissa), Vector::add(a.exponent, b.exponent)};
}

/** Which shares of a sum are wanted: none, that of the first number, or each by itself, exact however small it is. */
enum class Shares { kNone, kFirst, kBoth };

/** a + b, and which share of the sum a has, and b. */
template <Shares kShares>
inline Extended add(Extended a, Extended b, Float* share_of_a, Float* share_of_b) {
  const Float exponent = Vector::max(a.exponent, b.exponent);
  const Float scaled_a = Vector::scale(a.mantissa, Vector::sub(a.exponent, exponent));
  const Float scaled_b = Vector::scale(b.mantissa, Vector::sub(b.exponent, exponent));
  const Float mantissa = Vector::add(scaled_a, scaled_b);
  if constexpr (kShares != Shares::kNone) *share_of_a = Vector::div(scaled_a, mantissa);
  if constexpr (kShares == Shares::kBoth) *share_of_b = Vector::div(scaled_b, mantissa);
  return {mantissa, exponent};
}

inline Extended select(Mask mask, Extended yes, Extended no) {
  return {Vector::select(mask, yes.mantissa, no.mantissa), Vector::select(mask, yes.exponent, no.exponent)};
}

inline Extended shift_in_next(Extended current, Extended next) {
  return {Vector::shift_in_next(current.mantissa, next.mantissa),
          Vector::shift_in_next(current.exponent, next.exponent)};
}

inline Extended extended_zero() { return {Vector::set1(1.0f), Vector::set1(kZeroExponent)}; }

/** exp(x) = 2^whole * 2^fraction with fraction in [-1/2, 1/2], for x = score - reference taken without rounding. */
inline void split_exponent(Float score, Float reference, Float* whole, Float* fraction) {
  // Knuth's two-sum keeps what the subtraction rounds away.
  const Float difference = Vector::sub(score, reference);
  const Float reference_part = Vector::sub(score, difference);
  const Float score_part = Vector::add(difference, reference_part);
  const Float rest = Vector::add(Vector::sub(score, score_part), Vector::sub(reference_part, reference));
  const Float log2e = Vector::set1(1.44269504f);
  *whole = Vector::round(Vector::mul(difference, log2e));
  Float reduced = Vector::mul_sub(difference, log2e, *whole);
  reduced = Vector::mul_add(difference, Vector::set1(1.92596303e-8f), reduced);  // log2(e) - 1.44269504f
  *fraction = Vector::mul_add(rest, log2e, reduced);
}

/** 2^x for x in [-1/2, 1/2]: minimax polynomial, relative error 3e-9 before rounding. */
inline Float exp2_fraction(Float x) {
  Float y = Vector::set1(1.53264642e-4f);
  y = Vector::mul_add(y, x, Vector::set1(1.33908063e-3f));
  y = Vector::mul_add(y, x, Vector::set1(9.61850584e-3f));
  y = Vector::mul_add(y, x, Vector::set1(5.55035993e-2f));
  y = Vector::mul_add(y, x, Vector::set1(2.40226477e-1f));
  y = Vector::mul_add(y, x, Vector::set1(6.93147182e-1f));
  return Vector::mul_add(y, x, Vector::set1(1.0f));
}

/** exp(x) for x <= 0, relative error 2e-7, 0 below -87; NaN stays NaN. */
inline Float exp_nonpositive(Float x) {
  Float exponent = Vector::mul(x, Vector::set1(1.44269504f));
  const Float f = Vector::take_fraction(&exponent);
  // 2^f on [0, 1]: minimax polynomial, relative error 9e-8, exactly 1 at 0. Not in pairs: many are under way at a time.
  Float y = Vector::set1(1.8669525e-3f);
  y = Vector::mul_add(y, f, Vector::set1(9.017481e-3f));
  y = Vector::mul_add(y, f, Vector::set1(5.5799514e-2f));
  y = Vector::mul_add(y, f, Vector::set1(2.401646e-1f));
  y = Vector::mul_add(y, f, Vector::set1(6.931513e-1f));
  y = Vector::mul_add(y, f, Vector::set1(1.0f));
  return Vector::scale(y, exponent);
}

/** Adds up the logarithms of many frames' factors with one logarithm in a great many frames. */
class LogProduct {
 public:
  void multiply(double factor) {
    product_ *= factor;
    if (product_ > 1e200 || product_ < 1e-200) {
      log_ += std::log(product_);
      product_ = 1;
    }
  }
  double log() const { return log_ + std::log(product_); }

 private:
  double product_ = 1;
  double log_ = 0;
};
