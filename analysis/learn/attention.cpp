#include "analysis/learn/builtin.h"

#include "analysis/detect/training.h"
#include "analysis/learn/neural/neural_detector.h"

namespace causeway::learn {

namespace {

const detect::DetectorInfo &describe()
{
    static const detect::DetectorInfo kInfo = [] {
        detect::DetectorInfo info{"attention",
                                  "Next event by LSTM with attention",
                                  detect::DetectorKind::Neural,
                                  "session",
                                  "sessions",
                                  "Brown et al. 2018, Recurrent Neural Network Attention Mechanisms for Interpretable System Log Anomaly Detection",
                                  "The five queries of the paper over events; tiered reads each event's template word by word; judges by a session's most surprising step, by a "
                                  "quantile of sessions kept or left out",
                                  {}};
        info.settings = neuralSettings(0.005, 64, 40);
        info.settings.push_back({"query", "What the attention asks with", 2, 0, 4, {"fixed", "syntax", "semantic1", "semantic2", "tiered"}});
        return info;
    }();
    return kInfo;
}

class AttentionDetector final : public NeuralDetector {
public:
    const detect::DetectorInfo &info() const override { return describe(); }

protected:
    NeuralSettings configure(const detect::TrainSettings &settings) const override
    {
        NeuralSettings how = readNeuralSettings(info(), settings);
        how.windows = false;
        how.batchRows = std::max<std::uint32_t>(1, how.batchRows / 4); // a row has many targets
        how.shape.attention = static_cast<Attention>(static_cast<int>(Attention::Fixed) + static_cast<int>(detect::setting(info(), settings, "query")));
        return how;
    }
};

} // namespace

const detect::Detector &attentionDetector()
{
    static const AttentionDetector kDetector;
    return kDetector;
}

} // namespace causeway::learn
