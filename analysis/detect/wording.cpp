#include "analysis/detect/wording.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace causeway::detect {

namespace {

constexpr std::size_t kSteps = 2000;

double percent(std::uint64_t part, std::uint64_t whole)
{
    return whole == 0 ? 0 : std::round(1000.0 * static_cast<double>(part) / static_cast<double>(whole)) / 10;
}
double percent(double share) { return std::round(share * 1000) / 10; }

struct Deviation {
    std::uint32_t key = 0;
    std::uint64_t here = 0;
    std::uint64_t there = 0; // in the nearest training session
};

std::vector<Deviation> deviations(std::span<const KeyCount> here, std::span<const KeyCount> there)
{
    std::vector<Deviation> out;
    std::size_t i = 0, j = 0;
    while (i < here.size() || j < there.size()) {
        if (j == there.size() || (i < here.size() && here[i].key < there[j].key)) {
            out.push_back({here[i].key, here[i].count, 0});
            ++i;
        } else if (i == here.size() || there[j].key < here[i].key) {
            out.push_back({there[j].key, 0, there[j].count});
            ++j;
        } else {
            if (here[i].count != there[j].count)
                out.push_back({here[i].key, here[i].count, there[j].count});
            ++i, ++j;
        }
    }
    return out;
}

// The event of this session that training sessions most often have right before `key`: none where nothing leads there.
std::optional<std::uint32_t> eventBefore(std::span<const std::uint32_t> sequence, const NgramTable &runs, std::uint32_t key)
{
    std::optional<std::uint32_t> best;
    double probability = 0;
    std::vector<std::uint32_t> tried;
    for (const std::uint32_t candidate : sequence) {
        if (std::ranges::find(tried, candidate) != tried.end() || tried.size() >= 200)
            continue;
        tried.push_back(candidate);
        const std::uint32_t pair[] = {candidate};
        for (const Step::Expected &next : runs.judge(pair, 1).expected)
            if (next.key == key && next.probability > probability) {
                probability = next.probability;
                best = candidate;
            }
    }
    return best;
}

Message wordMissing(const Deviation &deviation, std::span<const std::uint32_t> sequence, const CountVectorTable &table,
                    std::span<const std::uint32_t> without, const NgramTable *runs, const KeyNamer &name, const Alike *alike)
{
    const std::string missing = nameOf(name, deviation.key);
    if (const auto before = runs != nullptr ? eventBefore(sequence, *runs, deviation.key) : std::nullopt;
        before && !std::ranges::binary_search(without, *before)) {
        const auto [with, both] = table.together(*before, deviation.key);
        if (both > 0 && alike != nullptr)
            return Message(CAUSEWAY_TEXT("After “%1” the step “%2” is missing (%3 % of %4 sessions have it; like this one: %5 of %6)"), nameOf(name, *before),
                           missing, percent(both, with), with, alike->sessions, table.sessions());
        if (both > 0)
            return Message(CAUSEWAY_TEXT("After “%1” the step “%2” is missing (%3 % of %4 sessions have it)"), nameOf(name, *before), missing,
                           percent(both, with), with);
    }
    if (alike != nullptr)
        return Message(CAUSEWAY_TEXT("The step “%1” is missing (%2 % of %3 sessions have it; like this one: %4 of %3)"), missing,
                       percent(table.sessionsWith(deviation.key), table.sessions()), table.sessions(), alike->sessions);
    return Message(CAUSEWAY_TEXT("The step “%1” is missing (%2 % of %3 sessions have it)"), missing,
                   percent(table.sessionsWith(deviation.key), table.sessions()), table.sessions());
}

} // namespace

std::string nameOf(const KeyNamer &name, std::uint32_t key)
{
    std::string text = name ? name(key) : std::string();
    return text.empty() ? "pattern " + std::to_string(key) : text;
}

std::vector<Step> plainSteps(std::span<const std::uint32_t> sequence)
{
    std::vector<Step> steps(sequence.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        steps[i].position = i;
        steps[i].observed = sequence[i];
        steps[i].nll = std::numeric_limits<double>::quiet_NaN();
    }
    return steps;
}

void limitSteps(std::vector<Step> &steps)
{
    if (steps.size() > kSteps)
        std::erase_if(steps, [](const Step &step) { return !step.odd; });
}

Message nothingOdd(std::uint64_t trainingSessions)
{
    return Message(CAUSEWAY_TEXT("Nothing is odd: the session is like those of training (%1 sessions)"), trainingSessions);
}

Message neverSeen(const std::string &name, std::uint64_t trainingSessions)
{
    return Message(CAUSEWAY_TEXT("“%1” was never seen in training (%2 sessions)"), name, trainingSessions);
}

Message inOnly(const std::string &name, std::uint64_t sessions, std::uint64_t of)
{
    if (sessions <= 1)
        return Message(CAUSEWAY_TEXT("Only this session has “%1” (1 of %2 sessions)"), name, of);
    return Message(CAUSEWAY_TEXT("“%1” occurs in only %2 of %3 sessions"), name, sessions, of);
}

Message wordCounts(std::span<const std::uint32_t> sequence, const CountVectorTable &table, std::span<const std::uint32_t> without,
                   const NgramTable *runs, const KeyNamer &name, std::vector<Step> &steps, const Alike *alike)
{
    const CountVector here = countVector(sequence, without);
    const std::uint64_t rare = alike == nullptr ? 0 : alike->rare;
    const auto nearest = alike == nullptr ? table.nearestCommon(here) : table.nearestCommon(here, alike->row, alike->least);
    const auto odd = deviations(here, nearest.row == CountVectorTable::kNone ? std::span<const KeyCount>() : table.vector(nearest.row));
    if (odd.empty())
        return nothingOdd(table.sessions());

    // Most telling: never seen at all; then what most sessions have and this one lacks; then the largest difference.
    const Deviation *worst = nullptr;
    double worstWeight = -1;
    for (const Deviation &deviation : odd) {
        const std::uint64_t with = table.sessionsWith(deviation.key);
        const double share = table.sessions() == 0 ? 0 : static_cast<double>(with) / static_cast<double>(table.sessions());
        const double difference = std::abs(static_cast<double>(deviation.here) - static_cast<double>(deviation.there));
        double weight = difference / (1 + difference);
        if (with <= rare)
            weight = 3;
        else if (deviation.here == 0)
            weight = 1 + share;
        if (weight > worstWeight) {
            worst = &deviation;
            worstWeight = weight;
        }
    }
    const std::uint64_t with = table.sessionsWith(worst->key);
    const bool aboutRare = with <= rare && worst->here > 0; // then what is less rare beside it is not what the sentence is about
    for (const Deviation &deviation : odd) {
        std::uint64_t surplus = deviation.here > deviation.there ? deviation.here - deviation.there : 0;
        if (aboutRare && table.sessionsWith(deviation.key) > rare)
            surplus = 0;
        for (std::size_t i = steps.size(); i-- > 0 && surplus > 0;) {
            if (steps[i].observed == deviation.key) {
                steps[i].odd = true;
                --surplus;
            }
        }
    }
    if (aboutRare)
        return with == 0 ? neverSeen(nameOf(name, worst->key), table.sessions()) : inOnly(nameOf(name, worst->key), with, table.sessions());
    if (worst->here == 0) {
        // The event that stands where the missing one was to be expected is the place to look at.
        const auto before = runs != nullptr ? eventBefore(sequence, *runs, worst->key) : std::nullopt;
        const auto last = before ? std::find(sequence.rbegin(), sequence.rend(), *before) : sequence.rend();
        if (last != sequence.rend() && last != sequence.rbegin())
            steps[static_cast<std::size_t>(last.base() - sequence.begin())].odd = true;
        return wordMissing(*worst, sequence, table, without, runs, name, alike);
    }
    const auto usual = table.usualCount(worst->key);
    if (alike != nullptr && usual.count == worst->here)
        return Message(CAUSEWAY_TEXT("“%1” occurs %2{time|times}; the nearest other session has it %3{time|times} (like this one: %4 of %5)"), nameOf(name, worst->key),
                       worst->here, worst->there, alike->sessions, table.sessions());
    if (alike != nullptr)
        return Message(CAUSEWAY_TEXT("“%1” occurs %2{time|times}; %3 of %4 sessions have it %5{time|times} (like this one: %6 of %4)"), nameOf(name, worst->key),
                       worst->here, usual.sessions, table.sessions(), usual.count, alike->sessions);
    if (usual.count == worst->here)
        return Message(CAUSEWAY_TEXT("“%1” occurs %2{time|times}; the nearest session of training has it %3{time|times}"), nameOf(name, worst->key),
                       worst->here, worst->there);
    return Message(CAUSEWAY_TEXT("“%1” occurs %2{time|times}; %3 of %4 sessions have it %5{time|times}"), nameOf(name, worst->key), worst->here,
                   usual.sessions, table.sessions(), usual.count);
}

std::optional<Message> wordRuns(std::span<const std::uint32_t> sequence, const NgramTable &runs, std::uint64_t trainingSessions,
                                const KeyNamer &name, Explanation &explanation, bool markOdd, std::uint64_t rare)
{
    std::optional<Message> message;
    double worst = -std::numeric_limits<double>::infinity();
    const auto word = [&](std::size_t position, const NgramTable::Judgement &judgement) -> Message {
        if (position < sequence.size() && judgement.sessions > 0 && runs.sessionsWith(sequence[position]) <= rare)
            return inOnly(nameOf(name, sequence[position]), runs.sessionsWith(sequence[position]), trainingSessions);
        if (position < sequence.size() && !runs.knows(sequence[position]))
            return neverSeen(nameOf(name, sequence[position]), trainingSessions);
        std::string before; // the events of the run, quoted
        const std::size_t length = std::min<std::size_t>(position, runs.order() - 1);
        for (std::size_t i = position - length; i < position; ++i)
            before += (before.empty() ? "“" : ", “") + nameOf(name, sequence[i]) + "”";
        const bool known = !judgement.expected.empty();
        const std::string expected = known ? nameOf(name, judgement.expected.front().key) : std::string();
        const double probability = known ? percent(judgement.expected.front().probability) : 0;
        if (sequence.empty())
            return Message(CAUSEWAY_TEXT("The session has no events, which none of training does"));
        if (judgement.sessions > 0) { // the session itself was learned from
            const std::uint64_t have = judgement.sessions;
            if (position == sequence.size())
                return known ? Message(CAUSEWAY_TEXT("The session ends after %1, as only %2 of %3 sessions do; expected was “%4” (%5 % of %6 times)"), before,
                                       have, trainingSessions, expected, probability, judgement.times)
                             : Message(CAUSEWAY_TEXT("The session ends after %1, as only %2 of %3 sessions do"), before, have, trainingSessions);
            const std::string here = nameOf(name, sequence[position]);
            if (position == 0)
                return Message(CAUSEWAY_TEXT("The session begins with “%1”, as only %2 of %3 sessions do"), here, have, trainingSessions);
            return known ? Message(CAUSEWAY_TEXT("“%1” comes after %2 in only %3 of %4 sessions; expected was “%5” (%6 % of %7 times)"), here, before, have,
                                   trainingSessions, expected, probability, judgement.times)
                         : Message(CAUSEWAY_TEXT("“%1” comes after %2 in only %3 of %4 sessions"), here, before, have, trainingSessions);
        }
        if (position == sequence.size())
            return known ? Message(CAUSEWAY_TEXT("The session ends after %1, where none of training does; expected was “%2” (%3 % of %4 times)"),
                                   before, expected, probability, judgement.times)
                         : Message(CAUSEWAY_TEXT("The session ends after %1, where none of training does"), before);
        const std::string here = nameOf(name, sequence[position]);
        if (position == 0)
            return known ? Message(CAUSEWAY_TEXT("The session begins with “%1”, which none of training does; expected was “%2” (%3 % of %4 times)"),
                                   here, expected, probability, judgement.times)
                         : Message(CAUSEWAY_TEXT("The session begins with “%1”, which none of training does"), here);
        return known ? Message(CAUSEWAY_TEXT("“%1” comes after %2, where it never did in training; expected was “%3” (%4 % of %5 times)"), here,
                               before, expected, probability, judgement.times)
                     : Message(CAUSEWAY_TEXT("“%1” comes after %2, where it never did in training"), here, before);
    };
    for (std::size_t position = 0; position <= sequence.size(); ++position) {
        NgramTable::Judgement judgement = runs.judge(sequence, position, rare);
        if (judgement.unseen) {
            // What is never seen at all tells most; else the most surprising event.
            double weight = position < sequence.size() && !runs.knows(sequence[position]) ? 1e9 : judgement.nll;
            if (rare > 0)
                weight -= 1e3 * static_cast<double>(judgement.sessions); // an nll is less than 1e3
            if (weight > worst) {
                message = word(position, judgement);
                worst = weight;
            }
        }
        if (position < explanation.steps.size()) {
            Step &step = explanation.steps[position];
            step.odd = step.odd || (markOdd && judgement.unseen);
            step.nll = judgement.nll;
            step.expected = std::move(judgement.expected);
        } else if (markOdd && judgement.unseen)
            explanation.expectedAtEnd = std::move(judgement.expected);
    }
    return message;
}

} // namespace causeway::detect
