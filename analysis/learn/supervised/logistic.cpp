#include "analysis/learn/builtin.h"

#include "analysis/learn/supervised/supervised_detector.h"

namespace causeway::learn {

namespace {

const detect::DetectorInfo &describe()
{
    static const detect::DetectorInfo kInfo{"logistic",
                                            "Logistic regression",
                                            detect::DetectorKind::Supervised,
                                            "session",
                                            "sessions labelled normal and anomalous",
                                            "Bodík et al. 2010, Fingerprinting the Datacenter; He et al. 2016, System Log Analysis for Anomaly Detection",
                                            "On log counts, length and the pairs of events that tell most; both verdicts weigh alike; L2 penalty",
                                            {{"pairs", "Pairs of events that count as features, at most", 64, 0, 10'000},
                                             {"penalty", "L2 penalty, divided by the number of distinct labelled sessions", 1, 0.0001, 10'000}}};
    return kInfo;
}

class LogisticClassifier final : public Classifier {
public:
    explicit LogisticClassifier(Softmax model) : m_model(std::move(model)) {}
    double probability(const FeatureRow &row) const override { return m_model.probabilities(row)[1]; }
    std::vector<double> contributions(const FeatureRow &row, const SessionFeatures &features) const override
    {
        std::vector<double> out(features.size());
        for (std::size_t f = 0; f < out.size(); ++f)
            out[f] = -features.normalMean(f);
        for (const auto &[feature, value] : row)
            out[feature] += value;
        for (std::size_t f = 0; f < out.size(); ++f)
            out[f] *= m_model.weight(1, f) - m_model.weight(0, f);
        return out;
    }
    void write(ByteWriter &out) const override { m_model.write(out); }

private:
    Softmax m_model; // of two classes
};

class LogisticDetector final : public SupervisedDetector {
public:
    const detect::DetectorInfo &info() const override { return describe(); }

protected:
    Result<std::unique_ptr<Classifier>> fit(const Fit &fit, const Job &job) const override
    {
        const double penalty = detect::setting(info(), fit.settings, "penalty") / static_cast<double>(fit.rows.rows.size());
        CAUSEWAY_ASSIGN(Softmax model, Softmax::fit(fit.rows, fit.features.size(), 2, penalty, job));
        return std::make_unique<LogisticClassifier>(std::move(model));
    }
    std::unique_ptr<Classifier> readClassifier(ByteReader &in, std::size_t features) const override
    {
        auto model = Softmax::read(in, features);
        return model && model->classes() == 2 ? std::make_unique<LogisticClassifier>(std::move(*model)) : nullptr;
    }
};

} // namespace

const detect::Detector &logisticDetector()
{
    static const LogisticDetector kDetector;
    return kDetector;
}

} // namespace causeway::learn
