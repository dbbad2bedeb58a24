#include "app/engine/align_session.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "analysis/detect/unique_sequences.h"
#include "analysis/sessions/alignment.h"
#include "app/engine/subjects.h"
#include "storage/finding_store.h"

namespace causeway::engine {

namespace {

using Response = AlignSessionResponse;
using Sequence = std::span<const std::uint32_t>;

// Keys in one of the two only, their order left aside: never above the edit distance.
class CountDistance {
public:
    explicit CountDistance(Sequence from)
    {
        for (const std::uint32_t key : from)
            ++m_from[key];
        m_size = from.size();
    }
    std::uint64_t to(Sequence other)
    {
        m_left.clear();
        std::uint64_t shared = 0;
        for (const std::uint32_t key : other) {
            const auto known = m_from.find(key);
            if (known != m_from.end() && m_left[key]++ < known->second)
                ++shared;
        }
        return m_size + other.size() - 2 * shared;
    }

private:
    std::unordered_map<std::uint32_t, std::uint64_t> m_from, m_left;
    std::uint64_t m_size = 0;
};

struct Gap {
    std::int64_t longest = 0;
    std::uint64_t seen = 0;
};

} // namespace

struct SessionAligner::State {
    storage::Project &project;
    std::optional<Subjects> subjects;
    std::vector<bool> normal;   // of sessions
    std::vector<bool> labelled; // and a label says so
    std::uint64_t normalCount = 0;
    detect::UniqueSequences unique; // of the normal ones

    explicit State(storage::Project &p) : project(p) {}

    Result<void> prepare(const Job &job)
    {
        if (subjects)
            return {};
        CAUSEWAY_ASSIGN(Subjects made, sessionSubjects(project, 0, job));
        CAUSEWAY_ASSIGN(const auto said, verdicts(project, SubjectKind::Session));
        storage::FindingStore::Query query;
        query.limit = std::numeric_limits<std::size_t>::max();
        CAUSEWAY_ASSIGN(const auto findings, storage::FindingStore(project).findings(query));
        std::unordered_set<std::string_view> found;
        for (const storage::Finding &finding : findings)
            if (finding.subject.kind == SubjectKind::Session)
                found.insert(finding.subject.id);
        normal.assign(made.size(), false);
        labelled.assign(made.size(), false);
        for (std::size_t i = 0; i < made.size(); ++i) {
            const std::string id = made.sessions->subjectId(i);
            const auto verdict = said.find(id);
            labelled[i] = verdict != said.end() && verdict->second == Verdict::Normal;
            normal[i] = labelled[i] || (verdict == said.end() && !found.contains(id));
        }
        normalCount = static_cast<std::uint64_t>(std::count(normal.begin(), normal.end(), true));
        CAUSEWAY_ASSIGN(unique, detect::uniqueSequences(made.sequences, job, normal));
        subjects = std::move(made);
        return {};
    }

    Result<std::size_t> find(const std::string &id) const
    {
        if (const auto found = subjects->sessions->find(id))
            return *found;
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no session “%1”"), id), Message(CAUSEWAY_TEXT("the project is grouped by %1"), subjects->grouping),
                       Message(CAUSEWAY_TEXT("See: causeway sessions.")));
    }

    // The distinct normal sequence that is nearest; one that only `self` has does not count.
    Result<std::optional<std::size_t>> nearest(std::size_t self, bool &all, const Job &job) const
    {
        const Sequence here = subjects->sequences.session(self);
        std::vector<std::uint64_t> atLeast(unique.first.size());
        CountDistance counts(here);
        for (std::size_t u = 0; u < unique.first.size(); ++u)
            atLeast[u] = counts.to(subjects->sequences.session(unique.first[u]));
        std::vector<std::uint32_t> order(unique.first.size());
        std::iota(order.begin(), order.end(), 0u);
        std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return std::pair(atLeast[a], unique.weight[b]) < std::pair(atLeast[b], unique.weight[a]); });
        std::optional<std::size_t> best;
        std::uint64_t bestDistance = 0, steps = 0;
        for (const std::uint32_t u : order) {
            if (job.isCancelled())
                return failure(cancelled());
            if (unique.weight[u] == 1 && unique.first[u] == self)
                continue;
            if (best && atLeast[u] > bestDistance)
                break;
            if (best && steps > kMostSteps) {
                all = false;
                break;
            }
            const Sequence there = subjects->sequences.session(unique.first[u]);
            const std::uint64_t most = best ? bestDistance : here.size() + there.size();
            const auto distance = sessions::editDistance(here, there, most);
            steps += (here.size() + there.size()) * (distance.value_or(most) + 1);
            if (distance && (!best || std::pair(*distance, unique.weight[*best]) < std::pair(bestDistance, unique.weight[u]))) {
                best = u;
                bestDistance = *distance;
            }
        }
        return best;
    }

    // How long after one another the pairs of this session come in normal ones.
    std::map<std::pair<std::uint32_t, std::uint32_t>, Gap> usualGaps(std::size_t self) const
    {
        std::map<std::pair<std::uint32_t, std::uint32_t>, Gap> gaps;
        const detect::SequenceSet &set = subjects->sequences;
        if (set.timesNs.empty())
            return gaps;
        const Sequence here = set.session(self);
        for (std::size_t i = 1; i < here.size(); ++i)
            gaps[{here[i - 1], here[i]}];
        for (std::size_t s = 0; s < set.size(); ++s) {
            if (!normal[s] || s == self)
                continue;
            for (std::uint64_t i = set.offsets[s] + 1; i < set.offsets[s + 1]; ++i) {
                const auto known = gaps.find({set.keys[i - 1], set.keys[i]});
                if (known == gaps.end() || TimePoint{set.timesNs[i]}.isNone() || TimePoint{set.timesNs[i - 1]}.isNone())
                    continue;
                known->second.longest = std::max(known->second.longest, set.timesNs[i] - set.timesNs[i - 1]);
                ++known->second.seen;
            }
        }
        return gaps;
    }

    void fill(Response &response, std::size_t self, std::size_t other) const
    {
        const detect::SequenceSet &set = subjects->sequences;
        const Sequence here = set.session(self), there = set.session(other);
        const sessions::Alignment alignment = sessions::align(here, there);
        response.complete = alignment.complete;
        const auto gaps = usualGaps(self);
        std::size_t i = 0, j = 0;
        const auto addHere = [&](std::optional<EventId> beside) {
            Response::Row row{beside ? Response::Kind::Same : Response::Kind::Extra, here[i], set.events[set.offsets[self] + i], beside, std::nullopt};
            if (i > 0 && !set.timesNs.empty()) {
                const std::int64_t now = set.timesNs[set.offsets[self] + i], before = set.timesNs[set.offsets[self] + i - 1];
                if (!TimePoint{now}.isNone() && !TimePoint{before}.isNone()) {
                    row.gapNs = now - before;
                    const Gap &usual = gaps.at({here[i - 1], here[i]});
                    if (beside && usual.seen >= kLateSeen && usual.longest > 0 && *row.gapNs / kLateTimes > usual.longest) {
                        row.kind = Response::Kind::Late;
                        row.usualNs = usual.longest;
                        row.usualSeen = usual.seen;
                    }
                }
            }
            response.extra += row.kind == Response::Kind::Extra;
            response.late += row.kind == Response::Kind::Late;
            response.rows.push_back(row);
            ++i;
        };
        const auto addMissing = [&] {
            response.rows.push_back({Response::Kind::Missing, there[j], std::nullopt, set.events[set.offsets[other] + j], std::nullopt});
            ++response.missing;
            ++j;
        };
        const auto addUntil = [&](std::size_t untilHere, std::size_t untilThere) {
            while (i < untilHere)
                addHere(std::nullopt);
            while (j < untilThere)
                addMissing();
        };
        for (const auto &[a, b] : alignment.matches) {
            addUntil(a, b);
            addHere(set.events[set.offsets[other] + b]);
            ++j;
        }
        addUntil(here.size(), there.size());
    }

    Result<Response> align(const AlignSessionRequest &request, const Job &job)
    {
        CAUSEWAY_TRY(prepare(job));
        CAUSEWAY_ASSIGN(const std::size_t self, find(request.session));
        Response response;
        response.session = subjects->sessions->subjectId(self);
        response.normal = normalCount;
        std::size_t other = 0;
        if (request.with) {
            CAUSEWAY_ASSIGN(other, find(*request.with));
            response.why = Response::Why::Asked;
        } else {
            CAUSEWAY_ASSIGN(const auto near, nearest(self, response.nearest, job));
            if (!near)
                return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("No session stands beside “%1”"), response.session),
                               Message(CAUSEWAY_TEXT("every other one is labelled anomalous or has a finding")),
                               Message(CAUSEWAY_TEXT("Label a session as normal, or name one to compare with.")));
            // Of those with these events one that a label calls normal, if there is any.
            other = unique.first[*near];
            for (std::size_t s = 0; s < unique.of.size(); ++s)
                if (unique.of[s] == *near && s != self && (other == self || (labelled[s] && !labelled[other])))
                    other = s;
            response.alike = unique.weight[*near];
            response.why = labelled[other] ? Response::Why::Labelled : Response::Why::Unfound;
        }
        response.other = subjects->sessions->subjectId(other);
        fill(response, self, other);
        return response;
    }
};

SessionAligner::SessionAligner(storage::Project &project) : m_state(std::make_unique<State>(project)) {}
SessionAligner::~SessionAligner() = default;

Result<AlignSessionResponse> SessionAligner::align(const AlignSessionRequest &request, const Job &job) { return m_state->align(request, job); }

} // namespace causeway::engine
