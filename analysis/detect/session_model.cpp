#include "analysis/detect/session_model.h"

#include <algorithm>

#include "analysis/detect/wording.h"

namespace causeway::detect {

namespace {

void writeAccepted(ByteWriter &out, const std::vector<std::uint64_t> &accepted)
{
    out.varint(accepted.size());
    for (const std::uint64_t content : accepted)
        out.u64(content);
}

bool readAccepted(ByteReader &in, std::vector<std::uint64_t> &accepted)
{
    const std::uint64_t count = in.varint();
    if (!in.fits(count, sizeof(std::uint64_t)))
        return false;
    accepted.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count; ++i)
        accepted.push_back(in.u64());
    return in.ok() && std::ranges::is_sorted(accepted);
}

} // namespace

bool SessionModel::isAccepted(std::span<const std::uint32_t> sequence) const
{
    return !m_accepted.empty() && std::ranges::binary_search(m_accepted, contentHash(sequence));
}

void SessionModel::setRare(std::optional<RareTraits> rare)
{
    m_rare = std::move(rare);
    if (m_rare)
        m_report.rule = m_rare->rule();
}

Result<Scores> SessionModel::score(const SequenceSet &sessions, unsigned threads, const Job &job) const
{
    CAUSEWAY_ASSIGN(auto scores, scoreSessions(sessions, m_rare, m_report.threshold, threads, job, [this](auto sequence) { return scoreOf(sequence); }));
    if (!m_accepted.empty())
        for (std::size_t s = 0; s < scores.size(); ++s)
            if (scores[s] > m_report.threshold && isAccepted(sessions.session(s)))
                scores[s] = m_report.threshold;
    return Scores{std::move(scores), m_report.threshold};
}

Result<Explanation> SessionModel::explain(const SequenceSet &sessions, std::size_t session, const KeyNamer &name) const
{
    CAUSEWAY_TRY(checkSession(sessions, session));
    const auto sequence = sessions.session(session);
    if (isAccepted(sequence)) {
        Explanation out{Message(CAUSEWAY_TEXT("A session with just these events was labelled normal")), plainSteps(sequence), {}};
        limitSteps(out.steps);
        return out;
    }
    if (isOwn(m_rare, sessions, session))
        return m_rare->explain(sequence, name);
    Explanation out{{}, plainSteps(sequence), {}};
    explainNew(sequence, name, out);
    limitSteps(out.steps);
    return out;
}

std::string SessionModel::save() const
{
    ByteWriter out;
    writeHead(out, m_info.name, m_report);
    write(out);
    writeRare(out, m_rare);
    writeAccepted(out, m_accepted);
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
    model->setAccepted(data.accepted);
    return model;
}

Result<std::unique_ptr<Model>> SessionDetector::load(std::string_view bytes) const
{
    ByteReader in(bytes);
    std::uint8_t version = 0;
    auto report = readHead(in, info().name, &version);
    auto model = report ? read(in, std::move(*report)) : nullptr;
    std::optional<RareTraits> rare;
    std::vector<std::uint64_t> accepted;
    if (!model || (version >= 2 && !readRare(in, rare)) || (version >= 3 && !readAccepted(in, accepted)) || !in.atEnd())
        return damagedModel(info().name);
    model->setRare(std::move(rare));
    model->setAccepted(std::move(accepted));
    return model;
}

} // namespace causeway::detect
