#include "analysis/sessions/identifier.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "analysis/core/hash.h"
#include "analysis/core/message.h"
#include "analysis/core/units.h"

namespace causeway::sessions {

namespace {

// Bounds of memory, some 60 bytes a key.
constexpr std::size_t kMaxNames = 1000;
constexpr std::size_t kMaxKeys = 500'000;
constexpr std::size_t kMaxKeysOfName = 150'000;
constexpr double kLeastEvents = 1.5;     // of a value, on average
constexpr double kLeastTemplates = 1.35;
constexpr double kLeastScore = .01;

struct Key {
    std::uint64_t templates = 0; // a bit per template, by hash: the number of bits estimates how many
    std::int64_t first = 0, last = 0;
    std::uint32_t name = 0;
    std::uint32_t events = 0;
};

struct Name {
    std::string text;
    std::uint64_t events = 0;       // with a value of this name
    std::uint64_t eventsWithOne = 0;
    std::uint64_t uncounted = 0;    // events whose new key did not find room
    std::uint32_t keys = 0;
    // Of the event at hand:
    std::uint64_t event = 0;
    std::uint64_t keyOfEvent = 0;
    bool several = false;
};

// Linear counting (Whang et al. 1990) on 64 bits.
double estimate(std::uint64_t bits)
{
    const int set = std::popcount(bits);
    return set >= 63 ? std::round(64 * std::log(64.0)) : std::round(-64 * std::log(1 - set / 64.0));
}

bool isOneOf(std::string_view name, std::span<const std::string_view> lowerNames)
{
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return std::find(lowerNames.begin(), lowerNames.end(), lower) != lowerNames.end();
}

// Header fields that say when, not what.
bool isTimeName(std::string_view name)
{
    static constexpr std::string_view kNames[] = {"date", "day", "month", "year", "time", "hour", "timestamp"};
    return isOneOf(name, kNames);
}

// What an identifier of a request, transaction or trace is usually called.
bool isUsualName(std::string_view name)
{
    static constexpr std::string_view kNames[] = {"trace", "traceid", "trace_id", "request", "requestid", "request_id", "req", "correlation",
                                                  "correlationid", "correlation_id", "transaction", "txn", "session", "sessionid", "session_id"};
    return isOneOf(name, kNames);
}

std::string oneDigit(double value)
{
    const auto tenths = static_cast<std::int64_t>(std::llround(value * 10));
    return std::to_string(tenths / 10) + (tenths % 10 != 0 ? "." + std::to_string(tenths % 10) : std::string());
}

std::string grouped(std::uint64_t value)
{
    std::string text = std::to_string(value);
    for (std::size_t at = text.size(); at > 3;)
        text.insert(at -= 3, ",");
    return text;
}

} // namespace

struct IdentifierFinder::State {
    std::vector<Name> names;
    std::unordered_map<std::string, std::uint32_t> nameIndex;
    std::vector<Key> keys; // in order of first sight
    std::unordered_map<std::uint64_t, std::uint32_t> keyIndex;
    std::uint64_t events = 0;
    std::int64_t first = std::numeric_limits<std::int64_t>::max(), last = std::numeric_limits<std::int64_t>::min();
    std::int64_t clock = 0; // stands in for the time of events that tell none
    std::string scratch;

    std::uint32_t nameOf(std::string_view text);
    void addKey(std::uint32_t name, std::uint64_t hash, TemplateId templateId, std::int64_t time);
};

std::uint32_t IdentifierFinder::State::nameOf(std::string_view text)
{
    scratch.assign(text);
    const auto found = nameIndex.find(scratch);
    if (found != nameIndex.end())
        return found->second;
    if (names.size() >= kMaxNames)
        return static_cast<std::uint32_t>(names.size());
    const auto index = static_cast<std::uint32_t>(names.size());
    names.push_back({});
    names.back().text = scratch;
    nameIndex.emplace(scratch, index);
    return index;
}

void IdentifierFinder::State::addKey(std::uint32_t nameId, std::uint64_t hash, TemplateId templateId, std::int64_t time)
{
    Name &name = names[nameId];
    const auto found = keyIndex.find(hash);
    if (found == keyIndex.end()) {
        if (keys.size() >= kMaxKeys || name.keys >= kMaxKeysOfName) {
            ++name.uncounted;
            return;
        }
        keyIndex.emplace(hash, static_cast<std::uint32_t>(keys.size()));
        keys.push_back({std::uint64_t(1) << (mix64(templateId.value) & 63), time, time, nameId, 1});
        ++name.keys;
        return;
    }
    Key &key = keys[found->second];
    ++key.events;
    key.templates |= std::uint64_t(1) << (mix64(templateId.value) & 63);
    key.first = std::min(key.first, time);
    key.last = std::max(key.last, time);
}

IdentifierFinder::IdentifierFinder() : m_state(std::make_unique<State>()) {}
IdentifierFinder::~IdentifierFinder() = default;

void IdentifierFinder::addEvent(TemplateId templateId, std::int64_t timeNs, std::span<const Value> values)
{
    State &state = *m_state;
    ++state.events;
    const std::int64_t time = timeNs == TimePoint::none().ns ? state.clock : timeNs;
    state.clock = time + 1;
    state.first = std::min(state.first, time);
    state.last = std::max(state.last, time);
    for (const Value &value : values) {
        if (value.name.empty() || value.key.empty())
            continue;
        const std::uint32_t nameId = state.nameOf(value.name);
        if (nameId == state.names.size())
            continue;
        Name &name = state.names[nameId];
        const std::uint64_t hash = mix64(std::hash<std::string_view>()(value.key) + nameId * 0x9e3779b97f4a7c15u);
        if (name.event != state.events) {
            name.event = state.events;
            name.keyOfEvent = hash;
            name.several = false;
            ++name.events;
            ++name.eventsWithOne;
        } else if (name.keyOfEvent == hash)
            continue;
        else if (!name.several) {
            name.several = true;
            --name.eventsWithOne;
        }
        state.addKey(nameId, hash, templateId, time);
    }
}

std::vector<Candidate> IdentifierFinder::rank() const
{
    const State &state = *m_state;
    struct Sums {
        double events = 0, squares = 0, repeatedEvents = 0, templates = 0, allTemplates = 0, spans = 0;
        std::uint64_t repeated = 0;
    };
    std::vector<Sums> sums(state.names.size());
    const double whole = state.events == 0 ? 1 : std::max(1.0, static_cast<double>(state.last) - static_cast<double>(state.first));
    for (const Key &key : state.keys) {
        Sums &sum = sums[key.name];
        const double n = key.events;
        sum.events += n;
        sum.squares += n * n;
        sum.allTemplates += estimate(key.templates);
        if (key.events < 2)
            continue;
        ++sum.repeated;
        sum.repeatedEvents += n;
        sum.templates += estimate(key.templates);
        sum.spans += n * (static_cast<double>(key.last) - static_cast<double>(key.first)) / whole;
    }

    std::vector<Candidate> out;
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const Sums &sum = sums[i];
        const Name &name = state.names[i];
        if (sum.repeated < 2 || isTimeName(name.text))
            continue;
        const double all = sum.events + static_cast<double>(name.uncounted);
        const double coverage = static_cast<double>(name.events) / static_cast<double>(state.events);
        const double one = static_cast<double>(name.eventsWithOne) / static_cast<double>(name.events);
        const double repeats = sum.repeatedEvents / all;
        const double even = 1 - sum.squares / (sum.events * sum.events);
        const double many = std::min(1.0, std::log2(static_cast<double>(name.keys)) / std::log2(1 + sum.events / 4));
        const double templates = sum.templates / static_cast<double>(sum.repeated);
        const double varied = 1 - 1 / std::max(1.0, templates);
        const double close = .4 + .6 * (1 - sum.spans / sum.repeatedEvents);
        // A header field says what it is; a word in a message only looks like it.
        const double usual = name.text == "trace" ? 1.2 : isUsualName(name.text) ? 1.15 : 1;
        const double score = coverage * one * repeats * even * many * varied * close * usual;
        // What most values have a single event of, or of a single kind, tells no story.
        const double perValue = static_cast<double>(name.keys);
        if (!(score >= kLeastScore) || sum.events / perValue < kLeastEvents || sum.allTemplates / perValue < kLeastTemplates)
            continue;
        Candidate candidate;
        candidate.name = name.text;
        candidate.score = score;
        candidate.values = name.keys;
        candidate.coverage = coverage;
        candidate.why = Message(CAUSEWAY_TEXT("%1 values, each in %2 events of %3 patterns on average; %4 % of events have one"), grouped(name.keys),
                                oneDigit(sum.events / name.keys), oneDigit(sum.allTemplates / name.keys), oneDigit(100 * coverage))
                            .toEnglish();
        out.push_back(std::move(candidate));
    }
    std::sort(out.begin(), out.end(), [](const Candidate &a, const Candidate &b) { return a.score != b.score ? a.score > b.score : a.name < b.name; });
    return out;
}

} // namespace causeway::sessions
