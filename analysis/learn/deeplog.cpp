#include "analysis/learn/builtin.h"

#include "analysis/detect/training.h"
#include "analysis/learn/neural/neural_detector.h"

namespace causeway::learn {

namespace {

const detect::DetectorInfo &describe()
{
    static const detect::DetectorInfo kInfo = [] {
        detect::DetectorInfo info{"deeplog",
                                  "DeepLog: next event by LSTM",
                                  detect::DetectorKind::Neural,
                                  "session",
                                  "sessions",
                                  "Du et al. 2017, DeepLog: Anomaly Detection and Diagnosis from System Logs through Deep Learning, section 3.1",
                                  "2 × 64 LSTM over the last 10 keys, one-hot; learns from distinct windows weighted by the root of their number, knows the end of a session, and judges by a "
                                  "quantile of the largest −ln p of sessions kept or left out instead of the rank among the top g",
                                  {}};
        info.settings = neuralSettings(0.005, 10, 40);
        return info;
    }();
    return kInfo;
}

class DeepLog final : public NeuralDetector {
public:
    const detect::DetectorInfo &info() const override { return describe(); }

protected:
    NeuralSettings configure(const detect::TrainSettings &settings) const override { return readNeuralSettings(info(), settings); }
};

} // namespace

const detect::Detector &deeplogDetector()
{
    static const DeepLog kDetector;
    return kDetector;
}

} // namespace causeway::learn
