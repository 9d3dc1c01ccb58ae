// Every rule of check(): a batch that breaks one is refused, and nothing is written.
#include <gtest/gtest.h>

#include "support/batches.h"

namespace ctc {
namespace {

struct Broken {
  const char* name;
  Rule rule;
  void (*breaks)(TestBatch&, Batch&, Options&);
};

class Check : public testing::TestWithParam<Broken> {};

TEST_P(Check, RefusesAndWritesNothing) {
  TestBatch batch = draw({"", 2, 10, 5, 3});
  Batch view = batch.view();
  Options options;
  GetParam().breaks(batch, view, options);
  EXPECT_EQ(check(view, options).rule, GetParam().rule);
  float losses[2] = {-1, -1};
  SampleStatus status[2] = {};
  std::vector<float> gradient(100, -1.0f);
  EXPECT_EQ(loss(view, options, {losses, status, gradient.data()}), Outcome::kInvalid);
  EXPECT_EQ(losses[0], -1);
  EXPECT_EQ(gradient, std::vector<float>(100, -1.0f));
}

const Broken kBroken[] = {
    {"NegativeBatch", Rule::kSizes, [](TestBatch&, Batch& view, Options&) { view.batch = -1; }},
    {"NoScores", Rule::kSizes, [](TestBatch&, Batch& view, Options&) { view.scores = nullptr; }},
    {"NoLabels", Rule::kSizes, [](TestBatch&, Batch& view, Options&) { view.labels = nullptr; }},
    {"NoLengths", Rule::kSizes, [](TestBatch&, Batch& view, Options&) { view.input_lengths = nullptr; }},
    {"SizesOverflow", Rule::kSizes,
     [](TestBatch&, Batch& view, Options&) { view.time = view.classes = int64_t{1} << 40; }},
    {"StrideOverflows", Rule::kSizes, [](TestBatch&, Batch& view, Options&) { view.frame_stride = int64_t{1} << 60; }},
    {"NoThreads", Rule::kThreads, [](TestBatch&, Batch&, Options& options) { options.threads = 0; }},
    {"NegativeBlank", Rule::kBlank, [](TestBatch&, Batch& view, Options&) { view.blank = -1; }},
    {"BlankTooLarge", Rule::kBlank, [](TestBatch&, Batch& view, Options&) { view.blank = 5; }},
    {"TooManyFrames", Rule::kInputLength, [](TestBatch& batch, Batch&, Options&) { batch.input_lengths[1] = 11; }},
    {"NegativeFrames", Rule::kInputLength, [](TestBatch& batch, Batch&, Options&) { batch.input_lengths[0] = -1; }},
    {"NegativeLabels", Rule::kLabelLength, [](TestBatch& batch, Batch&, Options&) { batch.label_lengths[0] = -1; }},
    {"TooManyLabels", Rule::kLabelLength, [](TestBatch& batch, Batch&, Options&) { batch.label_lengths[1] = 4; }},
    {"LabelsLeftOver", Rule::kLabelLength, [](TestBatch& batch, Batch&, Options&) { batch.label_lengths[1] = 2; }},
    {"LabelTooLarge", Rule::kLabel, [](TestBatch& batch, Batch&, Options&) { batch.labels[4] = 5; }},
    {"LabelNegative", Rule::kLabel, [](TestBatch& batch, Batch&, Options&) { batch.labels[5] = -1; }},
    {"LabelIsBlank", Rule::kLabel, [](TestBatch& batch, Batch&, Options&) { batch.labels[0] = 0; }},
};

INSTANTIATE_TEST_SUITE_P(Rules, Check, testing::ValuesIn(kBroken), [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace ctc
