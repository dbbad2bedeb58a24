#include "analysis/learn/values/value_space.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace causeway::learn {

namespace {

constexpr std::size_t kMostSamples = 100'000; // of a number, for its scale
constexpr double kCountsUp = 0.9;             // share of changes that are rises

struct Seen {
    std::uint64_t events = 0;
    struct Values {
        std::vector<double> samples;
        std::uint64_t count = 0, rises = 0, falls = 0;
        double last = 0;
        void add(double value)
        {
            if (!std::isfinite(value))
                return;
            if (count++ > 0) {
                rises += value > last ? 1 : 0;
                falls += value < last ? 1 : 0;
            }
            last = value;
            if (samples.size() < kMostSamples)
                samples.push_back(value);
            else if (count % 16 == 0) // later ones in the place of earlier ones
                samples[(count / 16 * 7919) % kMostSamples] = value;
        }
        // Such as a request's number: it was never seen before, and that is no wonder.
        [[nodiscard]] bool countsUp() const { return static_cast<double>(rises) > kCountsUp * static_cast<double>(rises + falls) && 10 * (rises + falls) > count; }
    };
    std::vector<Values> values; // by source
};

} // namespace

double ValueSpace::valueOf(const detect::SequenceSet &sessions, std::size_t session, std::size_t event, std::uint32_t source)
{
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    if (source == 0)
        return sessions.timesNs.empty() || event == sessions.offsets[session]
                   ? kNone
                   : static_cast<double>(sessions.timesNs[event]) - static_cast<double>(sessions.timesNs[event - 1]);
    const detect::EventValues &values = sessions.values;
    if (!sessions.hasValues() || source > values.offsets[event + 1] - values.offsets[event])
        return kNone;
    const double value = values.values[values.offsets[event] + source - 1];
    return std::isfinite(value) ? value : kNone;
}

Result<ValueSpace> ValueSpace::learn(const detect::SequenceSet &sessions, const std::vector<bool> &include, std::uint64_t minimum, const Job &job)
{
    std::map<std::uint32_t, Seen> seen;
    for (std::size_t s = 0; s < sessions.size(); ++s) {
        if (s % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        for (std::uint64_t i = sessions.offsets[s]; include[s] && i < sessions.offsets[s + 1]; ++i)
            ++seen[sessions.keys[i]].events;
    }
    ValueSpace space;
    for (auto &[key, of] : seen) {
        if (of.events < minimum) {
            ++space.m_rare;
            continue;
        }
        ValueKind kind;
        kind.key = key;
        if (const auto columns = sessions.values.columns.find(key); columns != sessions.values.columns.end())
            kind.parameters = columns->second;
        of.values.resize(1 + std::min(kind.parameters.size(), kMostNumbers - 1));
        space.m_kinds.push_back(std::move(kind));
    }
    std::stable_sort(space.m_kinds.begin(), space.m_kinds.end(), [&](const ValueKind &a, const ValueKind &b) { return seen[a.key].events > seen[b.key].events; });
    if (space.m_kinds.size() > kMostKinds) {
        space.m_rare += space.m_kinds.size() - kMostKinds;
        space.m_kinds.resize(kMostKinds);
    }
    for (std::size_t s = 0; s < sessions.size(); ++s) {
        if (s % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        for (std::uint64_t i = sessions.offsets[s]; include[s] && i < sessions.offsets[s + 1]; ++i) {
            Seen &of = seen[sessions.keys[i]];
            for (std::uint32_t source = 0; source < of.values.size(); ++source)
                of.values[source].add(valueOf(sessions, s, i, source));
        }
    }
    for (ValueKind &kind : space.m_kinds) {
        const Seen &of = seen[kind.key];
        for (std::uint32_t source = 0; source < of.values.size(); ++source) {
            const Seen::Values &values = of.values[source];
            if (2 * values.count < minimum || values.samples.empty())
                continue;
            if (source > 0 && values.countsUp()) {
                ++space.m_counters;
                continue;
            }
            kind.numbers.push_back({source, ValueScale(values.samples, source > 0 && kind.parameters[source - 1].whole)});
        }
    }
    space.index();
    return space;
}

void ValueSpace::index()
{
    m_kindOf.clear();
    for (std::size_t k = 0; k < m_kinds.size(); ++k)
        m_kindOf.emplace(m_kinds[k].key, static_cast<std::uint32_t>(k + 1));
}

std::uint32_t ValueSpace::kindOf(std::uint32_t key) const
{
    const auto found = m_kindOf.find(key);
    return found == m_kindOf.end() ? 0 : found->second;
}

std::uint64_t ValueSpace::numbers() const
{
    std::uint64_t sum = 0;
    for (const ValueKind &kind : m_kinds)
        sum += kind.numbers.size();
    return sum;
}

std::uint64_t ValueSpace::parameters() const
{
    std::uint64_t sum = 0;
    for (const ValueKind &kind : m_kinds)
        for (const ValueKind::Number &number : kind.numbers)
            sum += number.source > 0 ? 1 : 0;
    return sum;
}

Result<void> ValueSpace::check(const detect::SequenceSet &sessions) const
{
    const bool none = !sessions.hasValues() && !sessions.keys.empty();
    if (none && parameters() > 0)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The sessions cannot be judged")), Message(CAUSEWAY_TEXT("the values of their parameters were not read")));
    for (const ValueKind &kind : m_kinds) {
        const auto now = sessions.values.columns.find(kind.key);
        if (none || now == sessions.values.columns.end() || now->second == kind.parameters)
            continue;
        return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("The sessions cannot be judged by this model")),
                       Message(CAUSEWAY_TEXT("the numeric parameters of pattern %1 are others than those it learned from"), kind.key), Message(CAUSEWAY_TEXT("Train the detector again.")));
    }
    return {};
}

void ValueSpace::write(ByteWriter &out) const
{
    out.varint(m_rare);
    out.varint(m_counters);
    out.varint(m_kinds.size());
    for (const ValueKind &kind : m_kinds) {
        out.varint(kind.key);
        out.varint(kind.parameters.size());
        for (const detect::ValueColumn &column : kind.parameters) {
            out.text(column.name);
            out.u8(static_cast<std::uint8_t>(column.unit));
            out.u8(column.whole ? 1 : 0);
        }
        out.varint(kind.numbers.size());
        for (const ValueKind::Number &number : kind.numbers) {
            out.varint(number.source);
            number.scale.write(out);
        }
    }
}

bool ValueSpace::read(ByteReader &in)
{
    m_rare = in.varint();
    m_counters = in.varint();
    const std::uint64_t kinds = in.bounded(kMostKinds);
    for (std::uint64_t k = 0; k < kinds && in.ok(); ++k) {
        ValueKind kind;
        kind.key = static_cast<std::uint32_t>(in.bounded(0xffffffffu));
        const std::uint64_t parameters = in.varint();
        if (!in.fits(parameters, 3))
            return false;
        for (std::uint64_t i = 0; i < parameters; ++i) {
            detect::ValueColumn column;
            column.name = std::string(in.text());
            const std::uint8_t unit = in.u8();
            if (unit > static_cast<std::uint8_t>(detect::ValueColumn::Unit::Bytes))
                return false;
            column.unit = static_cast<detect::ValueColumn::Unit>(unit);
            column.whole = in.u8() != 0;
            kind.parameters.push_back(std::move(column));
        }
        const std::uint64_t numbers = in.bounded(kMostNumbers);
        for (std::uint64_t i = 0; i < numbers && in.ok(); ++i) {
            const auto source = static_cast<std::uint32_t>(in.bounded(parameters));
            const auto scale = ValueScale::read(in);
            if (!scale)
                return false;
            kind.numbers.push_back({source, *scale});
        }
        m_kinds.push_back(std::move(kind));
    }
    index();
    return in.ok() && m_kindOf.size() == m_kinds.size();
}

} // namespace causeway::learn
