#include "analysis/detect/ngram_table.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace causeway::detect {

namespace {
constexpr std::size_t kBuffer = 1u << 20; // runs gathered before they are summed up
constexpr std::size_t kExpected = 5;
} // namespace

NgramTable::Run NgramTable::pack(std::span<const std::uint32_t> s)
{
    const auto at = [&](std::size_t i) { return i < s.size() ? static_cast<std::uint64_t>(s[i]) : 0; };
    return {at(0) << 32 | at(1), at(2) << 32 | at(3)};
}

std::uint32_t NgramTable::last(Run run, unsigned order)
{
    const std::uint64_t half = order <= 2 ? run.high : run.low;
    return static_cast<std::uint32_t>(order % 2 == 1 ? half >> 32 : half);
}

std::uint32_t NgramTable::symbol(std::uint32_t key) const
{
    const auto it = std::ranges::lower_bound(m_keys, key);
    return it != m_keys.end() && *it == key ? static_cast<std::uint32_t>(it - m_keys.begin()) + 1 : unknown();
}

bool NgramTable::knows(std::uint32_t key) const { return std::ranges::binary_search(m_keys, key); }

std::vector<std::uint32_t> NgramTable::symbols(std::span<const std::uint32_t> sequence) const
{
    std::vector<std::uint32_t> out;
    out.reserve(sequence.size() + 2);
    out.push_back(begin());
    for (const std::uint32_t key : sequence)
        out.push_back(symbol(key));
    out.push_back(end());
    return out;
}

void NgramTable::aggregate(Entries &entries)
{
    std::sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) { return a.run < b.run; });
    std::size_t to = 0;
    for (std::size_t from = 0; from < entries.size(); ++from) {
        if (to > 0 && entries[to - 1].run == entries[from].run) {
            entries[to - 1].count += entries[from].count;
            entries[to - 1].sessions += entries[from].sessions;
        } else
            entries[to++] = entries[from];
    }
    entries.resize(to);
}

Result<NgramTable> NgramTable::build(const SequenceSet &sessions, const UniqueSequences &unique, unsigned order, const Job &job)
{
    NgramTable table;
    for (const std::uint32_t s : unique.first) {
        const auto sequence = sessions.session(s);
        table.m_keys.insert(table.m_keys.end(), sequence.begin(), sequence.end());
        if (table.m_keys.size() > kBuffer) {
            std::sort(table.m_keys.begin(), table.m_keys.end());
            table.m_keys.erase(std::unique(table.m_keys.begin(), table.m_keys.end()), table.m_keys.end());
        }
        if (job.isCancelled())
            return failure(cancelled());
    }
    std::sort(table.m_keys.begin(), table.m_keys.end());
    table.m_keys.erase(std::unique(table.m_keys.begin(), table.m_keys.end()), table.m_keys.end());
    if (table.m_keys.size() >= 0xfffffffcu)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("There are too many patterns: %1"), table.m_keys.size()));

    order = std::clamp(order, 1u, kMaxOrder);
    for (unsigned n = 1; n <= order; ++n) {
        Entries all;
        Entries own;
        std::size_t sorted = 0;
        for (std::size_t u = 0; u < unique.first.size(); ++u) {
            if (job.isCancelled())
                return failure(cancelled());
            const auto marked = table.symbols(sessions.session(unique.first[u]));
            own.clear();
            for (std::size_t i = 0; i + n <= marked.size(); ++i)
                own.push_back({pack(std::span(marked).subspan(i, n)), unique.weight[u], 0});
            aggregate(own);
            for (Entry &entry : own)
                entry.sessions = unique.weight[u];
            all.insert(all.end(), own.begin(), own.end());
            if (all.size() - sorted > kBuffer) {
                aggregate(all);
                sorted = all.size();
            }
        }
        aggregate(all);
        table.m_runs.push_back(std::move(all));
    }
    return table;
}

void NgramTable::shorten(unsigned order)
{
    m_runs.resize(std::min<std::size_t>(m_runs.size(), order));
}

const NgramTable::Entry *NgramTable::find(unsigned order, Run run) const
{
    const Entries &entries = m_runs[order - 1];
    const auto it = std::ranges::lower_bound(entries, run, {}, &Entry::run);
    return it != entries.end() && it->run == run ? &*it : nullptr;
}

template <typename Counts>
std::uint64_t NgramTable::countDistinct(std::span<const std::uint32_t> sequence, unsigned order, Counts counts) const
{
    if (m_runs.empty())
        return 0;
    const auto marked = symbols(sequence);
    const unsigned n = std::min({order, this->order(), static_cast<unsigned>(std::min<std::size_t>(marked.size(), kMaxOrder))});
    std::vector<Run> odd;
    for (std::size_t i = 0; i + n <= marked.size(); ++i) {
        const Run run = pack(std::span(marked).subspan(i, n));
        if (counts(find(n, run)))
            odd.push_back(run);
    }
    std::sort(odd.begin(), odd.end());
    return static_cast<std::uint64_t>(std::unique(odd.begin(), odd.end()) - odd.begin());
}

std::uint64_t NgramTable::unseen(std::span<const std::uint32_t> sequence, unsigned order) const
{
    return countDistinct(sequence, order, [](const Entry *entry) { return entry == nullptr; });
}

std::uint64_t NgramTable::unseenIfLeftOut(std::span<const std::uint32_t> sequence, unsigned order, std::uint64_t rare) const
{
    return countDistinct(sequence, order, [rare](const Entry *entry) { return entry == nullptr || entry->sessions <= rare; });
}

std::uint64_t NgramTable::sessionsWith(std::uint32_t key) const
{
    const std::uint32_t wanted[] = {symbol(key)};
    const Entry *entry = m_runs.empty() ? nullptr : find(1, pack(wanted));
    return entry == nullptr ? 0 : entry->sessions;
}

std::uint64_t NgramTable::fewestSessions(std::span<const std::uint32_t> sequence, unsigned order) const
{
    std::uint64_t fewest = std::numeric_limits<std::uint64_t>::max();
    const std::uint64_t unseen = countDistinct(sequence, order, [&](const Entry *entry) {
        fewest = std::min(fewest, entry == nullptr ? fewest : entry->sessions);
        return entry == nullptr;
    });
    return unseen > 0 ? 0 : fewest;
}

NgramTable::Judgement NgramTable::judge(std::span<const std::uint32_t> sequence, std::size_t position, std::uint64_t rare) const
{
    Judgement out;
    if (m_runs.empty() || position > sequence.size())
        return out;
    // Only the symbols around are needed: the begin or up to three events before, and the one at `position`.
    std::vector<std::uint32_t> context;
    for (std::size_t back = std::min<std::size_t>(position, order() - 1); back > 0; --back)
        context.push_back(symbol(sequence[position - back]));
    if (context.size() < order() - 1)
        context.insert(context.begin(), begin());
    const std::uint32_t here = position < sequence.size() ? symbol(sequence[position]) : end();

    std::vector<std::uint32_t> run = context;
    run.push_back(here);
    const Entry *const known = find(static_cast<unsigned>(run.size()), pack(run));
    out.sessions = known == nullptr ? 0 : known->sessions;
    out.unseen = out.sessions <= rare;

    for (std::size_t skip = 0; skip <= context.size(); ++skip) {
        const std::span<const std::uint32_t> before = std::span<const std::uint32_t>(context).subspan(skip);
        const auto n = static_cast<unsigned>(before.size()) + 1;
        if (rare > 0 && !before.empty()) {
            const Entry *const lead = find(n - 1, pack(before));
            if (lead == nullptr || lead->sessions <= rare)
                continue;
        }
        std::vector<std::uint32_t> first(before.begin(), before.end()), beyond = first;
        first.push_back(0);
        beyond.push_back(unknown() + 1);
        const Entries &entries = m_runs[n - 1];
        const auto from = std::ranges::lower_bound(entries, pack(first), {}, &Entry::run);
        const auto to = std::ranges::lower_bound(entries, pack(beyond), {}, &Entry::run);
        std::uint64_t seen = 0, ofThis = 0;
        std::vector<std::pair<std::uint64_t, std::uint32_t>> next; // count, symbol
        for (auto it = from; it != to; ++it) {
            const std::uint32_t s = last(it->run, n);
            if (s == begin())
                continue; // of order 1: nothing leads to a begin
            seen += it->count;
            if (s == here)
                ofThis = it->count;
            if (s <= m_keys.size())
                next.emplace_back(it->count, s);
        }
        if (seen == 0)
            continue;
        out.times = seen;
        out.contextLength = static_cast<std::uint32_t>(before.size() - (!before.empty() && before.front() == begin() ? 1 : 0));
        const double kinds = static_cast<double>(m_keys.size()) + 2; // every key, the end, a key never seen
        out.nll = -std::log((static_cast<double>(ofThis) + 1 / kinds) / (static_cast<double>(seen) + 1));
        const std::size_t shown = std::min(next.size(), kExpected);
        std::partial_sort(next.begin(), next.begin() + static_cast<std::ptrdiff_t>(shown), next.end(), [](const auto &a, const auto &b) {
            return a.first != b.first ? a.first > b.first : a.second < b.second;
        });
        for (std::size_t i = 0; i < shown; ++i)
            out.expected.push_back({m_keys[next[i].second - 1], static_cast<double>(next[i].first) / static_cast<double>(seen)});
        break;
    }
    return out;
}

Result<ChosenRuns> chooseRuns(const SequenceSet &sessions, const UniqueSequences &unique, unsigned order, std::uint64_t allowed, const Job &job)
{
    ChosenRuns out;
    CAUSEWAY_ASSIGN(out.table, NgramTable::build(sessions, unique, order == 0 ? NgramTable::kMaxOrder : order, job));
    for (unsigned n = out.table.order();; --n) {
        out.leftOut.assign(unique.first.size(), 0);
        std::uint64_t exceptions = 0;
        for (std::size_t u = 0; u < unique.first.size(); ++u) {
            if (u % 256 == 0 && job.isCancelled())
                return failure(cancelled());
            if (unique.weight[u] == 1)
                out.leftOut[u] = static_cast<double>(out.table.unseenIfLeftOut(sessions.session(unique.first[u]), n));
            exceptions += out.leftOut[u] > 0 ? 1 : 0;
        }
        if (order != 0 || n <= 2 || exceptions <= allowed) {
            out.table.shorten(n);
            return out;
        }
    }
}

void NgramTable::write(ByteWriter &out) const
{
    out.varint(m_keys.size());
    std::uint32_t previous = 0;
    for (const std::uint32_t key : m_keys) {
        out.varint(key - previous);
        previous = key;
    }
    out.u8(static_cast<std::uint8_t>(m_runs.size()));
    for (const Entries &entries : m_runs) {
        out.varint(entries.size());
        std::uint64_t high = 0;
        for (const Entry &entry : entries) {
            out.varint(entry.run.high - high);
            out.varint(entry.run.low);
            out.varint(entry.count);
            out.varint(entry.sessions);
            high = entry.run.high;
        }
    }
}

std::optional<NgramTable> NgramTable::read(ByteReader &in)
{
    NgramTable table;
    const std::uint64_t keys = in.bounded(0xfffffffbu);
    if (!in.fits(keys))
        return std::nullopt;
    std::uint64_t key = 0;
    for (std::uint64_t i = 0; i < keys; ++i) {
        const std::uint64_t step = in.bounded(0xffffffffu);
        key += step;
        if (!in.ok() || key > 0xffffffffu || (i > 0 && step == 0))
            return std::nullopt;
        table.m_keys.push_back(static_cast<std::uint32_t>(key));
    }
    const std::uint8_t orders = in.u8();
    if (!in.ok() || orders > kMaxOrder)
        return std::nullopt;
    for (unsigned n = 1; n <= orders; ++n) {
        const std::uint64_t size = in.varint();
        if (!in.fits(size, 4))
            return std::nullopt;
        Entries entries;
        entries.reserve(static_cast<std::size_t>(size));
        std::uint64_t high = 0;
        for (std::uint64_t i = 0; i < size; ++i) {
            const std::uint64_t step = in.varint();
            if (step > ~high)
                return std::nullopt;
            high += step;
            Entry entry{{high, in.varint()}, in.bounded(std::uint64_t(1) << 40), in.bounded(std::uint64_t(1) << 40)};
            const std::uint32_t parts[] = {static_cast<std::uint32_t>(entry.run.high >> 32), static_cast<std::uint32_t>(entry.run.high),
                                           static_cast<std::uint32_t>(entry.run.low >> 32), static_cast<std::uint32_t>(entry.run.low)};
            for (unsigned p = 0; p < kMaxOrder; ++p)
                if (p < n ? parts[p] == 0 || parts[p] > table.begin() : parts[p] != 0)
                    return std::nullopt;
            if (!in.ok() || entry.count == 0 || entry.sessions == 0 || (i > 0 && !(entries.back().run < entry.run)))
                return std::nullopt;
            entries.push_back(entry);
        }
        table.m_runs.push_back(std::move(entries));
    }
    return table;
}

} // namespace causeway::detect
