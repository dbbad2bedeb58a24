#include "analysis/detect/session_model.h"

#include "analysis/detect/wording.h"

namespace causeway::detect {

namespace {

std::span<const std::int64_t> timesOf(const SequenceSet &sessions, std::size_t s)
{
    return std::span(sessions.timesNs).subspan(sessions.offsets[s], sessions.offsets[s + 1] - sessions.offsets[s]);
}

} // namespace

void SessionModel::setRare(std::optional<RareTraits> rare)
{
    m_rare = std::move(rare);
    if (m_rare)
        m_report.rule = m_rare->rule();
}

Result<Scores> SessionModel::score(const SequenceSet &sessions, unsigned threads, const Job &job) const
{
    CAUSEWAY_ASSIGN(auto scores, scoreSessions(sessions, m_rare, m_report.threshold, threads, job, [this](auto sequence) { return scoreOf(sequence); }));
    if (hasTimes(sessions)) {
        CAUSEWAY_TRY(forEach(scores.size(), threads, job, [&](std::size_t s) { scores[s] += timeScoreOf(sessions.session(s), timesOf(sessions, s)); }));
    }
    m_accepted.clamp(sessions, m_report.threshold, scores);
    return Scores{std::move(scores), m_report.threshold};
}

Result<Explanation> SessionModel::explain(const SequenceSet &sessions, std::size_t session, const KeyNamer &name) const
{
    CAUSEWAY_TRY(checkSession(sessions, session));
    const auto sequence = sessions.session(session);
    if (m_accepted.contain(sequence))
        return AcceptedContents::explain(sequence);
    const bool own = isOwn(m_rare, sessions, session);
    Explanation out;
    if (own) {
        out = m_rare->explain(sequence, name);
    } else {
        out.steps = plainSteps(sequence);
        explainNew(sequence, name, out);
    }
    if (hasTimes(sessions))
        explainTimes(sequence, timesOf(sessions, session), own ? m_rare->score(sequence) <= 0 : scoreOf(sequence) <= m_report.threshold, name, out);
    limitSteps(out.steps);
    return out;
}

std::string SessionModel::save() const
{
    ByteWriter out;
    writeHead(out, m_info.name, m_report);
    write(out);
    writeRare(out, m_rare);
    m_accepted.write(out);
    return out.take();
}

Result<std::unique_ptr<Model>> SessionDetector::train(const TrainingData &data, const TrainSettings &settings, const Job &job) const
{
    CAUSEWAY_TRY(checkSettings(info(), settings));
    const bool supervised = info().kind == DetectorKind::Supervised;
    TrainingSessions training;
    if (!supervised) {
        CAUSEWAY_ASSIGN(training, trainingSessions(data, job));
    }
    const double share = setting(info(), settings, "false_positives");
    CAUSEWAY_ASSIGN(auto model, learn({data, training, settings, share, allowedExceptions(training.sessions, share)}, job));
    if (!supervised) {
        const RareRule rule = rareRule();
        CAUSEWAY_ASSIGN(auto rare, learnRare(info(), data, settings, training, rule.traits, rule.varyingAside, job));
        model->setRare(std::move(rare));
    }
    model->m_accepted = AcceptedContents(data.accepted);
    return model;
}

Result<std::unique_ptr<Model>> SessionDetector::load(std::string_view bytes) const
{
    ByteReader in(bytes);
    std::uint8_t version = 0;
    auto report = readHead(in, info().name, &version);
    auto model = report ? read(in, std::move(*report)) : nullptr;
    std::optional<RareTraits> rare;
    AcceptedContents accepted;
    if (!model || (version >= 2 && !readRare(in, rare)) || (version >= 3 && !accepted.read(in)) || !in.atEnd())
        return damagedModel(info().name);
    model->setRare(std::move(rare));
    model->m_accepted = std::move(accepted);
    return model;
}

} // namespace causeway::detect
