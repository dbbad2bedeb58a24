#pragma once
// Judges the numbers of sessions' events: the largest distance of one from what was expected there, in standard deviations of such
// errors. With a network that predicts them, or without one: then the centre of a parameter's values is expected everywhere.

#include <memory>

#include "analysis/detect/detector.h"
#include "analysis/learn/values/value_rows.h"

namespace causeway::learn {

class ValueModel final : public detect::Model {
public:
    struct Parts {
        const detect::DetectorInfo *info = nullptr;
        ValueSpace space;
        std::uint32_t history = 0;
        std::uint64_t minimum = 0;          // events of a template that is judged
        ValueBands bands;                   // of the errors of what is expected
        ValueBands plain;                   // the same without the network
        std::vector<double> calibration;    // scores of calibration sessions at even quantiles, ascending
        std::vector<std::uint64_t> accepted; // contentOf() of sessions that a person said to be normal, ascending
        std::shared_ptr<const ValueNetwork> network; // or none
    };
    ValueModel(Parts parts, detect::TrainReport report);

    [[nodiscard]] const detect::TrainReport &report() const override { return m_report; }
    [[nodiscard]] Result<detect::Scores> score(const detect::SequenceSet &sessions, unsigned threads, const Job &job) const override;
    [[nodiscard]] Result<detect::Explanation> explain(const detect::SequenceSet &sessions, std::size_t session, const detect::KeyNamer &name) const override;
    [[nodiscard]] std::string save() const override;
    // Errors: Damaged; those of the library of networks.
    static Result<std::unique_ptr<detect::Model>> load(const detect::DetectorInfo &info, bool network, std::string_view bytes);

    // Of its templates, values and the times between its events.
    [[nodiscard]] static std::uint64_t contentOf(const detect::SequenceSet &sessions, std::size_t session);

private:
    struct Odd; // a number of an event, and how odd it is
    [[nodiscard]] Result<std::vector<float>> predict(const SessionValues &values, unsigned threads, const Job &job) const;
    [[nodiscard]] Message word(const detect::SequenceSet &sessions, std::size_t session, const Odd &worst, const detect::KeyNamer &name) const;

    Parts m_parts;
    detect::TrainReport m_report;
};

} // namespace causeway::learn
