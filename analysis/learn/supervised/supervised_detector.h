#pragma once
// What supervised detectors have in common: they learn from sessions labelled normal and anomalous, weigh both verdicts alike
// whatever their numbers, choose the threshold by cross-validation over the labelled contents, say which templates and
// steps speak for an anomaly, and which of the kinds a person named it is most like.

#include <memory>
#include <vector>

#include "analysis/detect/session_model.h"
#include "analysis/learn/supervised/session_features.h"
#include "analysis/learn/supervised/softmax.h"

namespace causeway::learn {

// Classes of the rows: 0 normal, 1 anomalous.
class Classifier {
public:
    virtual ~Classifier() = default;
    [[nodiscard]] virtual double probability(const FeatureRow &row) const = 0; // that it is anomalous
    // Of each feature: how far it moves the log-odds towards “anomalous” from where the usual normal session is.
    [[nodiscard]] virtual std::vector<double> contributions(const FeatureRow &row, const SessionFeatures &features) const = 0;
    virtual void write(ByteWriter &out) const = 0;
};

struct FitReport {
    int epochs = 0;
    std::vector<double> loss, heldOut;
};

class SupervisedDetector : public detect::SessionDetector {
protected:
    struct Fit {
        const ClassifiedRows &rows;
        const SessionFeatures &features;
        const detect::TrainSettings &settings;
        FitReport *report = nullptr; // of the final fit: told of each epoch; null while cross-validating
    };
    [[nodiscard]] virtual Result<std::unique_ptr<Classifier>> fit(const Fit &fit, const Job &job) const = 0;
    [[nodiscard]] virtual std::unique_ptr<Classifier> readClassifier(ByteReader &in, std::size_t features) const = 0;

    [[nodiscard]] Learned learn(const Lesson &lesson, const Job &job) const final;
    [[nodiscard]] std::unique_ptr<detect::SessionModel> read(ByteReader &in, detect::TrainReport report) const final;
    [[nodiscard]] RareRule rareRule() const final { return {}; }
};

// The labelled sessions by content and verdict, in order of first sight. Errors: Cancelled.
Result<std::vector<LabelledContent>> labelledContents(const detect::TrainingData &data, const Job &job);

// A content with several sessions weighs more than one with a single session, but not as much more as there are more; the
// verdicts weigh alike.
std::vector<double> contentWeights(const std::vector<LabelledContent> &contents);

// Of probabilities judged when left out: the threshold of the highest F1, weighted, as near to one half as that allows.
double bestThreshold(const std::vector<double> &probabilities, const std::vector<LabelledContent> &contents);

} // namespace causeway::learn
