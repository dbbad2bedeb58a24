#pragma once
// What detectors of sessions have in common: learning from the sessions that are not labelled anomalous, judging a session
// that is new by the detector's own rule and one that was learned from without labels by what the others have, never
// flagging again what a person said to be normal, and their files. Supervised detectors learn from both verdicts instead.

#include <memory>
#include <optional>

#include "analysis/detect/accepted_contents.h"
#include "analysis/detect/detector.h"
#include "analysis/detect/rare_traits.h"
#include "analysis/detect/training.h"

namespace causeway::detect {

class SessionModel : public Model {
public:
    [[nodiscard]] const TrainReport &report() const final { return m_report; }
    [[nodiscard]] Result<Scores> score(const SequenceSet &sessions, unsigned threads, const Job &job) const final;
    [[nodiscard]] Result<Explanation> explain(const SequenceSet &sessions, std::size_t session, const KeyNamer &name) const final;
    [[nodiscard]] bool isAccepted(std::span<const std::uint32_t> sequence) const final { return m_accepted.contain(sequence); }
    [[nodiscard]] std::string save() const final;

protected:
    SessionModel(const DetectorInfo &info, TrainReport report) : m_info(info), m_report(std::move(report)) {}
    void setRule(Message rule) { m_report.rule = std::move(rule); }

    // Of a session that was not learned from, or is taken for normal.
    [[nodiscard]] virtual double scoreOf(std::span<const std::uint32_t> sequence) const = 0;
    // `out` comes with plainSteps(); its message is to be written.
    virtual void explainNew(std::span<const std::uint32_t> sequence, const KeyNamer &name, Explanation &out) const = 0;
    virtual void write(ByteWriter &out) const = 0; // what SessionDetector::read() reads

    // Of a detector that looks at times too; its threshold is 0. What they add to a session's score, also to that of one that was
    // learned from: 0 where they are as usual.
    [[nodiscard]] virtual bool judgesTimes() const { return false; }
    [[nodiscard]] virtual double timeScoreOf(std::span<const std::uint32_t>, std::span<const std::int64_t>) const { return 0; }
    // Marks the odd steps; words the message where the times alone are odd.
    virtual void explainTimes(std::span<const std::uint32_t>, std::span<const std::int64_t>, bool, const KeyNamer &, Explanation &) const {}

private:
    friend class SessionDetector;
    [[nodiscard]] bool hasTimes(const SequenceSet &sessions) const { return judgesTimes() && sessions.timesNs.size() == sessions.keys.size(); }
    void setRare(std::optional<RareTraits> rare);

    const DetectorInfo &m_info;
    TrainReport m_report;
    std::optional<RareTraits> m_rare;
    AcceptedContents m_accepted;
};

class SessionDetector : public Detector {
public:
    [[nodiscard]] Result<std::unique_ptr<Model>> train(const TrainingData &data, const TrainSettings &settings, const Job &job) const final;
    [[nodiscard]] Result<std::unique_ptr<Model>> load(std::string_view bytes) const final;

protected:
    using Learned = Result<std::unique_ptr<SessionModel>>;
    struct Lesson {
        const TrainingData &data;
        const TrainingSessions &training; // not labelled anomalous; none for a supervised detector
        const TrainSettings &settings;
        double falsePositives = 0;
        std::uint64_t allowed = 0; // sessions that may be flagged when left out, for that share
    };
    [[nodiscard]] virtual Learned learn(const Lesson &lesson, const Job &job) const = 0;
    // Nothing where the bytes are damaged.
    [[nodiscard]] virtual std::unique_ptr<SessionModel> read(ByteReader &in, TrainReport report) const = 0;

    struct RareRule {
        std::uint8_t traits = 0; // of RareTraits::Trait
        bool varyingAside = false;
    };
    [[nodiscard]] virtual RareRule rareRule() const = 0; // not asked of a supervised detector
};

} // namespace causeway::detect
