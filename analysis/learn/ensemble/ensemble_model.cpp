#include "analysis/learn/ensemble/ensemble_model.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/detect/training.h"
#include "analysis/detect/unique_sequences.h"
#include "analysis/detect/wording.h"

namespace causeway::learn {

namespace {

constexpr std::uint64_t kMostMembers = 32;
constexpr std::size_t kCheckEvery = 1024; // sessions between looks at the job

double percent(double share) { return std::round(share * 1000) / 10; }

std::string listed(const std::vector<std::string> &names)
{
    std::string out;
    for (const std::string &name : names)
        out += (out.empty() ? "" : ", ") + name;
    return out.empty() ? "–" : out;
}

std::string namesOf(const std::vector<EnsembleModel::Member> &members, const std::vector<bool> &which)
{
    std::vector<std::string> names;
    for (std::size_t m = 0; m < members.size(); ++m)
        if (which[m])
            names.push_back(members[m].detector->info().name);
    return listed(names);
}

// "ngram (1 in 486)", "deeplog (beyond all 4,855)".
std::string strength(const EnsembleModel::Member &member, double score)
{
    const std::uint64_t asOdd = member.scale.asOdd(score);
    const std::string name = member.detector->info().name;
    if (asOdd == 0)
        return Message(CAUSEWAY_TEXT("%1 (odder than all %2)"), name, member.scale.sessions()).toEnglish();
    return Message(CAUSEWAY_TEXT("%1 (1 in %2 is as odd)"), name, std::llround(static_cast<double>(member.scale.sessions()) / static_cast<double>(asOdd))).toEnglish();
}

// Steps of several members, by their place: odd where one says so.
void merge(std::map<std::uint64_t, detect::Step> &into, const std::vector<detect::Step> &steps, bool flags)
{
    for (const detect::Step &step : steps) {
        const auto [place, fresh] = into.emplace(step.position, step);
        if (fresh)
            place->second.odd = flags && step.odd;
        else
            place->second.odd = place->second.odd || (flags && step.odd);
    }
}

} // namespace

detect::SequenceSet some(const detect::SequenceSet &sessions, const std::vector<std::size_t> &which)
{
    detect::SequenceSet out;
    for (const std::size_t s : which) {
        const auto sequence = sessions.session(s);
        out.keys.insert(out.keys.end(), sequence.begin(), sequence.end());
        out.offsets.push_back(out.keys.size());
    }
    return out;
}

EnsembleModel::EnsembleModel(Parts parts, detect::TrainReport report) : m_parts(std::move(parts)), m_report(std::move(report))
{
    m_withoutNetwork = m_parts.network && m_parts.members.back().model == nullptr;
    m_report.threshold = judging().threshold;
    m_report.calibrationFpr = judging().fpr;
    m_report.rule = m_parts.rare ? m_parts.rare->rule() : ruleInWords();
}

Message EnsembleModel::ruleInWords() const
{
    const Combination &how = judging();
    const std::string used = namesOf(m_parts.members, how.uses);
    const double threshold = std::round(how.threshold * 100) / 100;
    if (m_withoutNetwork)
        return Message(CAUSEWAY_TEXT("Without its network, whose library cannot be loaded here: anomalous where the evidence of %1 exceeds %2; found are %3 % of %4 normal sessions "
                                     "with one mistake (with the network %5 %)"),
                       used, threshold, percent(how.found), m_parts.nearMisses, percent(m_parts.together.found));
    if (!m_parts.network)
        return m_parts.whyNoNetwork.empty()
                   ? Message(CAUSEWAY_TEXT("Anomalous where the evidence of %1 exceeds %2; found are %3 % of %4 normal sessions with one mistake"), used, threshold, percent(how.found),
                             m_parts.nearMisses)
                   : Message(CAUSEWAY_TEXT("Without a network (%5): anomalous where the evidence of %1 exceeds %2; found are %3 % of %4 normal sessions with one mistake"), used,
                             threshold, percent(how.found), m_parts.nearMisses, m_parts.whyNoNetwork);
    const std::string network = m_parts.members.back().detector->info().name;
    if (how.strongest)
        return Message(CAUSEWAY_TEXT("Anomalous where the strongest evidence of %1 exceeds %2. Of %3 normal sessions with one mistake these find %4 % (mean of one to ten times the false positives), those "
                                     "that count %5 % without %6, and %6 alone %7 %"),
                       used, threshold, m_parts.nearMisses, percent(how.found), percent(m_parts.counting.found), network, percent(m_parts.members.back().found));
    return Message(CAUSEWAY_TEXT("Anomalous where the added evidence of %1 exceeds %2. Of %3 normal sessions with one mistake these find %4 % (mean of one to ten times the false positives), those "
                                 "that count %5 % without %6, and %6 alone %7 %"),
                   used, threshold, m_parts.nearMisses, percent(how.found), percent(m_parts.counting.found), network, percent(m_parts.members.back().found));
}

Result<detect::Scores> EnsembleModel::score(const detect::SequenceSet &sessions, unsigned threads, const Job &job) const
{
    const Combination &how = judging();
    detect::Scores out{std::vector<double>(sessions.size(), 0), how.threshold};
    std::vector<std::size_t> fresh; // not learned from without labels
    for (std::size_t s = 0; s < sessions.size(); ++s) {
        if (!detect::isOwn(m_parts.rare, sessions, s)) {
            fresh.push_back(s);
            continue;
        }
        if (s % kCheckEvery == 0 && job.isCancelled())
            return failure(cancelled());
        const double rarity = m_parts.rare->score(sessions.session(s));
        out.scores[s] = rarity > 0 ? how.threshold + rarity : 0;
    }
    const detect::SequenceSet judged = fresh.size() < sessions.size() ? some(sessions, fresh) : detect::SequenceSet{};
    for (std::size_t m = 0; m < m_parts.members.size(); ++m) {
        if (!how.uses[m] || fresh.empty())
            continue;
        CAUSEWAY_ASSIGN(const detect::Scores scores, m_parts.members[m].model->score(fresh.size() < sessions.size() ? judged : sessions, threads, job));
        for (std::size_t i = 0; i < fresh.size(); ++i) {
            const double evidence = m_parts.members[m].scale.evidence(scores.scores[i]);
            double &score = out.scores[fresh[i]];
            score = how.strongest ? std::max(score, evidence) : score + evidence;
        }
    }
    if (job.isCancelled())
        return failure(cancelled());
    m_parts.accepted.clamp(sessions, how.threshold, out.scores);
    return out;
}

Result<detect::Explanation> EnsembleModel::judge(const detect::SequenceSet &sessions, std::size_t session, const detect::KeyNamer &name, bool closely) const
{
    CAUSEWAY_TRY(detect::checkSession(sessions, session));
    const auto sequence = sessions.session(session);
    if (m_parts.accepted.contain(sequence))
        return detect::AcceptedContents::explain(sequence);
    if (detect::isOwn(m_parts.rare, sessions, session))
        return m_parts.rare->explain(sequence, name);

    const Combination &how = judging();
    const detect::SequenceSet alone = some(sessions, {session});
    std::vector<double> evidence(m_parts.members.size(), 0);
    std::vector<std::string> odd, notOdd;
    std::map<std::uint64_t, detect::Step> steps;
    detect::Explanation out;
    double strongest = -1;
    bool networkFlags = false;
    // The network first: its steps tell what was expected.
    for (std::size_t i = m_parts.members.size(); i-- > 0;) {
        const Member &member = m_parts.members[i];
        if (member.model == nullptr)
            continue;
        CAUSEWAY_ASSIGN(const detect::Scores scores, member.model->score(alone, 1, {}));
        evidence[i] = member.scale.evidence(scores.scores.front());
        const bool flags = scores.scores.front() > scores.threshold;
        const bool isNetwork = m_parts.network && i + 1 == m_parts.members.size();
        if (flags || isNetwork) {
            CAUSEWAY_ASSIGN(detect::Explanation said, closely ? member.model->explain(alone, 0, name) : member.model->summarise(alone, 0, name));
            merge(steps, said.steps, flags);
            networkFlags = networkFlags || (isNetwork && flags);
            if (isNetwork)
                out.expectedAtEnd = std::move(said.expectedAtEnd);
            // Of equal evidence the earlier member: those that count say it in plainer words.
            if (flags && evidence[i] >= strongest) {
                strongest = evidence[i];
                out.message = std::move(said.message);
                out.origin = said.origin;
            }
        }
        (flags ? odd : notOdd).insert((flags ? odd : notOdd).begin(), flags ? strength(member, scores.scores.front()) : member.detector->info().name);
    }
    if (steps.empty())
        merge(steps, detect::plainSteps(sequence), false);
    for (auto &[position, step] : steps)
        out.steps.push_back(std::move(step));
    detect::limitSteps(out.steps);

    const double together = std::round(how.score(evidence) * 100) / 100, threshold = std::round(how.threshold * 100) / 100;
    const bool anomalous = how.score(evidence) > how.threshold;
    if (odd.empty())
        out.message = anomalous ? Message(CAUSEWAY_TEXT("No detector alone finds it odd, but the evidence of %3 is %1 (anomalous above %2)"), together, threshold,
                                          namesOf(m_parts.members, how.uses))
                                : Message(CAUSEWAY_TEXT("Odd to none of %1; their evidence is %2 (anomalous above %3)"), listed(notOdd), together, threshold);
    else if (!anomalous)
        out.message = Message(CAUSEWAY_TEXT("Not odd enough together: evidence %4 (anomalous above %5). Odd to %2; not to %3. %1"), out.message.toEnglish(), listed(odd), listed(notOdd), together, threshold);
    else if (notOdd.empty())
        out.message = Message(CAUSEWAY_TEXT("%1. All detectors find it odd: %2"), out.message.toEnglish(), listed(odd));
    else if (m_parts.network && odd.size() == 1 && networkFlags)
        out.message = Message(CAUSEWAY_TEXT("%1. Only the network finds it odd: %2; not %3"), out.message.toEnglish(), listed(odd), listed(notOdd));
    else
        out.message = Message(CAUSEWAY_TEXT("%1. Odd to %2; not to %3"), out.message.toEnglish(), listed(odd), listed(notOdd));
    return out;
}

Result<detect::Explanation> EnsembleModel::explain(const detect::SequenceSet &sessions, std::size_t session, const detect::KeyNamer &name) const { return judge(sessions, session, name, true); }
Result<detect::Explanation> EnsembleModel::summarise(const detect::SequenceSet &sessions, std::size_t session, const detect::KeyNamer &name) const { return judge(sessions, session, name, false); }

std::string EnsembleModel::save() const
{
    ByteWriter out;
    // What all members together came to, also where one of them could not be loaded.
    detect::TrainReport report = m_report;
    report.threshold = m_parts.together.threshold;
    report.calibrationFpr = m_parts.together.fpr;
    detect::writeHead(out, m_parts.info->name, report);
    out.varint(m_parts.members.size());
    out.u8(m_parts.network ? 1 : 0);
    for (const Member &member : m_parts.members) {
        out.text(member.detector->info().name);
        out.text(member.bytes);
        member.scale.write(out);
        out.f64(member.found);
    }
    m_parts.together.write(out);
    m_parts.counting.write(out);
    out.varint(m_parts.nearMisses);
    out.text(m_parts.whyNoNetwork);
    detect::writeRare(out, m_parts.rare);
    m_parts.accepted.write(out);
    return out.take();
}

Result<std::unique_ptr<detect::Model>> EnsembleModel::load(const detect::DetectorInfo &info, std::span<const detect::Detector *const> known, std::string_view bytes)
{
    ByteReader in(bytes);
    auto report = detect::readHead(in, info.name);
    Parts parts;
    parts.info = &info;
    const std::uint64_t members = in.bounded(kMostMembers);
    parts.network = in.u8() != 0;
    if (!report || !in.ok() || members == 0)
        return detect::damagedModel(info.name);
    for (std::uint64_t m = 0; m < members; ++m) {
        const std::string_view name = in.text();
        const auto found = std::ranges::find_if(known, [&](const detect::Detector *detector) { return detector->info().name == name; });
        Member member;
        member.bytes = std::string(in.text());
        if (!in.ok() || found == known.end() || !member.scale.read(in))
            return detect::damagedModel(info.name);
        member.found = in.f64();
        member.detector = *found;
        auto model = member.detector->load(member.bytes);
        const bool isNetwork = parts.network && m + 1 == members;
        // A network whose library is missing leaves the others to judge.
        if (!model && (model.error().code == ErrorCode::Damaged || !isNetwork))
            return detect::damagedModel(info.name);
        if (model)
            member.model = std::move(*model);
        if (!(member.found >= 0 && member.found <= 1))
            return detect::damagedModel(info.name);
        parts.members.push_back(std::move(member));
    }
    const bool combined = parts.together.read(in, parts.members.size()) && parts.counting.read(in, parts.members.size());
    parts.nearMisses = in.varint();
    parts.whyNoNetwork = std::string(in.text());
    if (!combined || (parts.network && parts.counting.uses.back()) || !detect::readRare(in, parts.rare) || !parts.accepted.read(in) || !in.atEnd())
        return detect::damagedModel(info.name);
    return std::make_unique<EnsembleModel>(std::move(parts), std::move(*report));
}

} // namespace causeway::learn
