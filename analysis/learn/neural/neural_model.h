#pragma once
// A trained network with what it takes to judge sessions by it.

#include <memory>
#include <string>

#include "analysis/detect/accepted_contents.h"
#include "analysis/detect/detector.h"
#include "analysis/learn/neural/session_rows.h"

namespace causeway::learn {

class NeuralModel final : public detect::Model {
public:
    struct Parts {
        const detect::DetectorInfo *info = nullptr;
        Vocabulary vocabulary;
        std::uint32_t length = 0;
        bool windows = true;
        std::uint64_t trainedWindows = 0;    // an event that was never seen is taken for one in so many, at most
        std::vector<double> calibration;     // scores of the calibration sessions at even quantiles, ascending
        detect::AcceptedContents accepted;
        std::shared_ptr<SequenceModel> network;
    };
    NeuralModel(Parts parts, detect::TrainReport report);

    [[nodiscard]] const detect::TrainReport &report() const override { return m_report; }
    [[nodiscard]] Result<detect::Scores> score(const detect::SequenceSet &sessions, unsigned threads, const Job &job) const override;
    [[nodiscard]] Result<detect::Explanation> explain(const detect::SequenceSet &sessions, std::size_t session, const detect::KeyNamer &name) const override;
    [[nodiscard]] Result<detect::Explanation> summarise(const detect::SequenceSet &sessions, std::size_t session, const detect::KeyNamer &name) const override;
    [[nodiscard]] bool isAccepted(std::span<const std::uint32_t> sequence) const override { return m_parts.accepted.contain(sequence); }
    // Learns on from the session's steps among those of replay until it passes (neural/correction.cpp). Symbols of new templates are
    // added, but to tiered attention, which knows none without their words.
    [[nodiscard]] Result<std::unique_ptr<detect::Model>> corrected(std::span<const std::uint32_t> session, const detect::SequenceSet &replay, std::uint64_t seed,
                                                                   const Job &job) const override;
    [[nodiscard]] std::string save() const override;
    // Nothing where the bytes are damaged; errors of the library of networks.
    static Result<std::unique_ptr<detect::Model>> load(const detect::DetectorInfo &info, std::string_view bytes);

    [[nodiscard]] const Parts &parts() const { return m_parts; }
    // The most surprising step of each, in nats.
    [[nodiscard]] Result<std::vector<double>> scoresOf(const Sequences &sessions, unsigned threads, const Job &job) const;
    // The same of sessions in rows; a step surprises no less than when left out: leftOutSurprises(), or nothing.
    [[nodiscard]] Result<std::vector<double>> scoresOf(const SessionRows &rows, const std::vector<double> &leftOut, unsigned threads, const Job &job) const;

private:
    [[nodiscard]] Result<SessionRows> rowsOf(const Sequences &sessions, const Job &job) const;
    // Steps with their surprises and what was expected, the end, the message.
    [[nodiscard]] Result<detect::Explanation> judge(std::span<const std::uint32_t> session, const SessionRows &rows, const detect::KeyNamer &name) const;
    // −ln p of every step, as in rows.cells.
    [[nodiscard]] double surpriseOfUnknown() const;
    [[nodiscard]] Result<std::vector<double>> surprises(const SessionRows &rows, unsigned threads, const Job &job) const;
    // By how much each event before a step raises the step's surprise: with it less with it hidden. Session-relative.
    [[nodiscard]] Result<void> occlude(std::span<const std::uint32_t> session, std::size_t offset, std::vector<detect::Step> &steps) const;
    void attend(const SessionRows &rows, std::vector<detect::Step> &steps) const;
    // Of what the oddest steps hang on most: the words of those events. Only of networks that read words.
    [[nodiscard]] std::vector<detect::WordWeights> weighWords(std::span<const std::uint32_t> session, const SessionRows &rows, const std::vector<detect::Step> &steps,
                                                              const detect::KeyNamer &name) const;
    [[nodiscard]] Message word(std::span<const std::uint32_t> session, const std::vector<detect::Step> &steps, double endSurprise,
                               const std::vector<detect::Step::Expected> &expectedAtEnd, const detect::KeyNamer &name) const;

    Parts m_parts;
    detect::TrainReport m_report;
};

} // namespace causeway::learn
