#pragma once
// Detectors of sessions together. What each says of sessions that were left out, and of normal sessions with one mistake, decides
// which judge, how they are combined and from where on a session is anomalous (combination.h); no label is looked at. Landauer,
// Skopik & Wurzenberger 2024 combine detectors that count by a rule made by hand; here it is chosen by data, networks included.

#include <vector>

#include "analysis/detect/detector.h"
#include "analysis/learn/neural/neural_detector.h"

namespace causeway::learn {

class EnsembleDetector : public detect::Detector {
public:
    // `counting` are trained anew on each fold, so they have to be quick. One of `networks` is chosen by a setting.
    EnsembleDetector(std::vector<const detect::Detector *> counting, std::vector<const NeuralDetector *> networks);

    [[nodiscard]] const detect::DetectorInfo &info() const override { return m_info; }
    // A network whose library cannot be loaded is left out, and the model's rule says so.
    [[nodiscard]] Result<std::unique_ptr<detect::Model>> train(const detect::TrainingData &data, const detect::TrainSettings &settings, const Job &job) const override;
    [[nodiscard]] Result<std::unique_ptr<detect::Model>> load(std::string_view bytes) const override;

private:
    std::vector<const detect::Detector *> m_counting;
    std::vector<const NeuralDetector *> m_networks;
    detect::DetectorInfo m_info;
};

} // namespace causeway::learn
