#pragma once
// What deeplog and attention share: a network that predicts the next event, a session's score (the −ln p of its most surprising
// step, the end among the steps), a threshold from kept and left-out sessions, and what is said of a step. They differ in the rows they make
// of sessions and in the network's shape.

#include <memory>

#include "analysis/detect/detector.h"
#include "analysis/learn/neural/session_rows.h"

namespace causeway::learn {

struct NeuralSettings {
    SequenceModelShape shape; // symbols are filled in
    std::uint32_t length = 10;
    bool windows = true;      // windowRows(), else stretchRows()
    int epochs = 40;
    double learningRate = 0.001;
    std::uint32_t batchRows = 256;
    double evenness = 0;      // windows weigh count^(1 − evenness)
    double hidden = 0.02;     // share of inputs masked while learning: so that an event can be left out, and a new one borne
};

// What both can be told, with their defaults; and what was told.
std::vector<detect::SettingInfo> neuralSettings(double falsePositives, double history, double epochs);
NeuralSettings readNeuralSettings(const detect::DetectorInfo &info, const detect::TrainSettings &settings);

class NeuralDetector : public detect::Detector {
public:
    struct Trained {
        std::unique_ptr<detect::Model> model;
        std::vector<double> leftOut; // a session: its score when left out or kept aside; NaN where it is labelled anomalous
    };
    // train(), with what the threshold was chosen by.
    [[nodiscard]] Result<Trained> trainAndScore(const detect::TrainingData &data, const detect::TrainSettings &settings, const Job &job) const;
    [[nodiscard]] Result<std::unique_ptr<detect::Model>> train(const detect::TrainingData &data, const detect::TrainSettings &settings, const Job &job) const final;
    [[nodiscard]] Result<std::unique_ptr<detect::Model>> load(std::string_view bytes) const final;

protected:
    [[nodiscard]] virtual NeuralSettings configure(const detect::TrainSettings &settings) const = 0;
};

} // namespace causeway::learn
