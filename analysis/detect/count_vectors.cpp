#include "analysis/detect/count_vectors.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>
#include <numeric>
#include <unordered_map>

namespace causeway::detect {

namespace {

constexpr std::size_t kCandidates = 32; // templates looked at, those with the most different counts

std::uint64_t total(std::span<const KeyCount> vector)
{
    std::uint64_t sum = 0;
    for (const KeyCount &cell : vector)
        sum += cell.count;
    return sum;
}

std::uint64_t difference(std::uint64_t a, std::uint64_t b) { return a > b ? a - b : b - a; }

// Zobrist hashing: a vector's hash is the sum of its cells', so one key can be taken out of it.
std::uint64_t cellHash(KeyCount cell)
{
    std::uint64_t x = (static_cast<std::uint64_t>(cell.key) << 32 | cell.count) + 0x9e3779b97f4a7c15ull;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return x ^ (x >> 31);
}

std::uint32_t countOf(std::span<const KeyCount> vector, std::uint32_t key)
{
    const auto it = std::ranges::lower_bound(vector, key, {}, &KeyCount::key);
    return it != vector.end() && it->key == key ? it->count : 0;
}

} // namespace

// Sums saturate, which never enlarges a difference, so bound() stays a lower bound of the distance.
CountVectorTable::Folded CountVectorTable::fold(std::span<const KeyCount> vector)
{
    std::array<std::uint64_t, 16> sums{};
    for (const KeyCount &cell : vector)
        sums[(cell.key * 0x9e3779b1u) >> 28] += cell.count;
    Folded out;
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<std::uint8_t>(std::min<std::uint64_t>(sums[i], 0xff));
    return out;
}

std::uint32_t CountVectorTable::bound(const Folded &a, const Folded &b)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += static_cast<std::uint32_t>(std::abs(a[i] - b[i]));
    return sum;
}

CountVector countVector(std::span<const std::uint32_t> sequence, std::span<const std::uint32_t> without)
{
    std::vector<std::uint32_t> keys(sequence.begin(), sequence.end());
    std::sort(keys.begin(), keys.end());
    CountVector out;
    for (std::size_t from = 0; from < keys.size();) {
        std::size_t to = from;
        while (to < keys.size() && keys[to] == keys[from])
            ++to;
        if (!std::ranges::binary_search(without, keys[from]))
            out.push_back({keys[from], static_cast<std::uint32_t>(std::min<std::size_t>(to - from, 0xffffffffu))});
        from = to;
    }
    return out;
}

std::uint64_t distance(std::span<const KeyCount> a, std::span<const KeyCount> b)
{
    std::uint64_t sum = 0;
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (a[i].key == b[j].key) {
            sum += difference(a[i].count, b[j].count);
            ++i, ++j;
        } else if (a[i].key < b[j].key)
            sum += a[i++].count;
        else
            sum += b[j++].count;
    }
    return sum + total(a.subspan(i)) + total(b.subspan(j));
}

CountVectorTable::CountVectorTable(const SequenceSet &sessions, const UniqueSequences &unique, std::span<const std::uint32_t> without)
{
    struct Counted {
        std::uint64_t total;
        CountVector vector;
        std::uint64_t weight;
    };
    std::vector<Counted> all;
    all.reserve(unique.first.size());
    for (std::size_t u = 0; u < unique.first.size(); ++u) {
        CountVector vector = countVector(sessions.session(unique.first[u]), without);
        const std::uint64_t sum = total(vector);
        all.push_back({sum, std::move(vector), unique.weight[u]});
    }
    std::sort(all.begin(), all.end(), [](const Counted &a, const Counted &b) {
        return a.total != b.total ? a.total < b.total : a.vector < b.vector;
    });
    for (std::size_t from = 0; from < all.size();) {
        std::uint64_t weight = 0;
        std::size_t to = from;
        for (; to < all.size() && all[to].vector == all[from].vector; ++to)
            weight += all[to].weight;
        append(all[from].vector, weight);
        from = to;
    }
}

void CountVectorTable::append(const CountVector &vector, std::uint64_t weight)
{
    m_rows.push_back({m_cells.size(), static_cast<std::uint32_t>(vector.size()), total(vector), weight});
    m_folded.push_back(fold(vector));
    m_cells.insert(m_cells.end(), vector.begin(), vector.end());
    m_sessions += weight;
}

CountVectorTable::Nearest CountVectorTable::nearest(std::span<const KeyCount> wanted, std::uint32_t except, std::uint64_t least) const
{
    Nearest best{kNone, std::numeric_limits<std::uint64_t>::max()};
    const std::uint64_t sum = total(wanted);
    const auto folded = fold(wanted);
    const auto consider = [&](std::size_t row) {
        if (row == except || m_rows[row].weight < least || bound(m_folded[row], folded) >= best.distance)
            return;
        if (const std::uint64_t d = distance(wanted, vector(row)); d < best.distance)
            best = {static_cast<std::uint32_t>(row), d};
    };
    const auto middle = static_cast<std::size_t>(std::ranges::lower_bound(m_rows, sum, {}, &Row::total) - m_rows.begin());
    std::size_t up = middle, down = middle; // rows [down, up) are done
    while (best.distance != 0 && (up < m_rows.size() || down > 0)) {
        const bool canUp = up < m_rows.size();
        const bool goUp = canUp && (down == 0 || difference(m_rows[up].total, sum) <= difference(m_rows[down - 1].total, sum));
        const std::size_t row = goUp ? up++ : --down;
        if (difference(m_rows[row].total, sum) >= best.distance)
            break;
        consider(row);
    }
    if (best.row == kNone)
        best.distance = sum;
    return best;
}

std::uint32_t CountVectorTable::find(std::span<const KeyCount> wanted) const
{
    const std::uint64_t sum = total(wanted);
    std::size_t from = 0, to = m_rows.size();
    while (from < to) {
        const std::size_t row = from + (to - from) / 2;
        const bool before = m_rows[row].total != sum ? m_rows[row].total < sum : std::ranges::lexicographical_compare(vector(row), wanted);
        (before ? from : to) = before ? row + 1 : row;
    }
    return from < m_rows.size() && std::ranges::equal(vector(from), wanted) ? static_cast<std::uint32_t>(from) : kNone;
}

CountVectorTable::Nearest CountVectorTable::nearestCommon(std::span<const KeyCount> wanted, std::uint32_t except, std::uint64_t least) const
{
    Nearest best = nearest(wanted, except, least);
    if (best.row == kNone || best.distance == 0)
        return best;
    for (std::size_t row = 0; row < size(); ++row)
        if (row != except && weight(row) > weight(best.row) && distance(wanted, vector(row)) == best.distance)
            best.row = static_cast<std::uint32_t>(row);
    return best;
}

CountVectorTable::Usual CountVectorTable::usualCount(std::uint32_t key) const
{
    std::map<std::uint32_t, std::uint64_t> sessions;
    for (std::size_t row = 0; row < size(); ++row)
        sessions[countOf(vector(row), key)] += weight(row);
    Usual best;
    for (const auto &[count, n] : sessions)
        if (n > best.sessions)
            best = {count, n};
    return best;
}

std::uint64_t CountVectorTable::sessionsWith(std::uint32_t key) const
{
    std::uint64_t sessions = 0;
    for (std::size_t row = 0; row < size(); ++row)
        sessions += countOf(vector(row), key) > 0 ? weight(row) : 0;
    return sessions;
}

std::pair<std::uint64_t, std::uint64_t> CountVectorTable::together(std::uint32_t first, std::uint32_t second) const
{
    std::pair<std::uint64_t, std::uint64_t> out{0, 0};
    for (std::size_t row = 0; row < size(); ++row) {
        if (countOf(vector(row), first) == 0)
            continue;
        out.first += weight(row);
        out.second += countOf(vector(row), second) > 0 ? weight(row) : 0;
    }
    return out;
}

void CountVectorTable::write(ByteWriter &out) const
{
    out.varint(size());
    for (std::size_t row = 0; row < size(); ++row) {
        out.varint(weight(row));
        out.varint(m_rows[row].size);
        std::uint32_t last = 0;
        for (const KeyCount &cell : vector(row)) {
            out.varint(cell.key - last);
            out.varint(cell.count);
            last = cell.key;
        }
    }
}

std::optional<CountVectorTable> CountVectorTable::read(ByteReader &in)
{
    CountVectorTable table;
    const std::uint64_t rows = in.varint();
    if (rows >= kNone || !in.fits(rows, 2))
        return std::nullopt;
    CountVector cells, previous;
    std::uint64_t previousTotal = 0;
    for (std::uint64_t row = 0; row < rows; ++row) {
        const std::uint64_t weight = in.bounded(std::uint64_t(1) << 40); // 2^31 rows of it do not overflow the sum
        const std::uint64_t size = in.varint();
        if (!in.fits(size, 2) || weight == 0)
            return std::nullopt;
        cells.clear();
        std::uint64_t key = 0;
        for (std::uint64_t i = 0; i < size; ++i) {
            const std::uint64_t step = in.bounded(0xffffffffu);
            const std::uint64_t count = in.bounded(0xffffffffu);
            key += step;
            if (!in.ok() || key > 0xffffffffu || count == 0 || (i > 0 && step == 0))
                return std::nullopt;
            cells.push_back({static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(count)});
        }
        const std::uint64_t sum = total(cells);
        if (row > 0 && (sum < previousTotal || (sum == previousTotal && !(previous < cells))))
            return std::nullopt;
        table.append(cells, weight);
        previous = cells;
        previousTotal = sum;
    }
    return table;
}

Result<std::vector<double>> leftOutDistances(const SequenceSet &sessions, const UniqueSequences &unique, const CountVectorTable &table,
                                             std::span<const std::uint32_t> without, unsigned threads, const Job &job)
{
    std::vector<double> out(unique.first.size(), 0);
    CAUSEWAY_TRY(forEach(out.size(), threads, job, [&](std::size_t u) {
        if (unique.weight[u] > 1)
            return;
        const CountVector vector = countVector(sessions.session(unique.first[u]), without);
        const auto own = table.nearest(vector);
        if (own.row != CountVectorTable::kNone && own.distance == 0 && table.weight(own.row) == 1)
            out[u] = static_cast<double>(table.nearest(vector, own.row).distance);
    }));
    return out;
}

Result<std::vector<std::uint32_t>> varyingKeys(const CountVectorTable &table, std::uint64_t allowed, const Job &job)
{
    std::map<std::uint32_t, std::map<std::uint32_t, std::uint64_t>> counts; // key → count → vectors; 0 is implied
    std::vector<std::uint64_t> hashes(table.size(), 0);
    for (std::size_t row = 0; row < table.size(); ++row) {
        for (const KeyCount &cell : table.vector(row)) {
            ++counts[cell.key][cell.count];
            hashes[row] += cellHash(cell);
        }
    }
    std::vector<std::pair<std::size_t, std::uint32_t>> candidates; // different counts, key
    for (const auto &[key, histogram] : counts) {
        std::uint64_t present = 0;
        for (const auto &[count, vectors] : histogram)
            present += vectors;
        const std::size_t different = histogram.size() + (present < table.size() ? 1 : 0);
        if (different > 1)
            candidates.emplace_back(different, key);
    }
    std::sort(candidates.begin(), candidates.end(), [](const auto &a, const auto &b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    candidates.resize(std::min(candidates.size(), kCandidates));

    // Sessions whose vector, without one more key, no other session has.
    std::unordered_map<std::uint64_t, std::uint64_t> weights;
    std::vector<std::uint64_t> projected(table.size());
    const auto alone = [&](std::optional<std::uint32_t> key) {
        weights.clear();
        for (std::size_t row = 0; row < table.size(); ++row) {
            const std::uint32_t count = key ? countOf(table.vector(row), *key) : 0;
            projected[row] = hashes[row] - (count > 0 ? cellHash({*key, count}) : 0);
            weights[projected[row]] += table.weight(row);
        }
        return static_cast<std::uint64_t>(std::ranges::count_if(projected, [&](std::uint64_t h) { return weights[h] == 1; }));
    };
    std::vector<std::uint32_t> out;
    std::uint64_t now = alone(std::nullopt);
    while (now > allowed && !candidates.empty()) {
        std::size_t best = candidates.size();
        std::uint64_t fewest = now;
        for (std::size_t c = 0; c < candidates.size(); ++c) {
            if (job.isCancelled())
                return failure(cancelled());
            const std::uint64_t left = alone(candidates[c].second);
            if (left < fewest) {
                fewest = left;
                best = c;
            }
        }
        if (best == candidates.size() || now - fewest < kMinimumExplained)
            break;
        const std::uint32_t key = candidates[best].second;
        for (std::size_t row = 0; row < table.size(); ++row)
            if (const std::uint32_t count = countOf(table.vector(row), key); count > 0)
                hashes[row] -= cellHash({key, count});
        out.push_back(key);
        candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(best));
        now = fewest;
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace causeway::detect
