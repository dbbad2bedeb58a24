#include "analysis/learn/neural/session_rows.h"

#include <algorithm>
#include <bit>

#include "analysis/core/hash.h"

namespace causeway::learn {

namespace {

constexpr std::size_t kCheckEvery = 1024; // sessions between looks at the job

// kStart, the symbols of the events, kEnd.
void symbolsOf(std::span<const std::uint32_t> session, const Vocabulary &vocabulary, std::vector<std::uint32_t> &out)
{
    out.assign(1, Vocabulary::kStart);
    for (const std::uint32_t key : session)
        out.push_back(vocabulary.symbol(key));
    out.push_back(Vocabulary::kEnd);
}

// Finds the row of a window and its target, or makes one.
class WindowTable {
public:
    explicit WindowTable(SequenceRows &rows) : m_rows(rows), m_slots(1024, 0) {}

    std::size_t rowOf(std::span<const std::uint32_t> window, std::uint32_t target)
    {
        if ((m_rows.rows + 1) * 2 > m_slots.size())
            grow();
        std::size_t slot = hashOf(window, target) & (m_slots.size() - 1);
        while (m_slots[slot] != 0) {
            const std::size_t row = m_slots[slot] - 1;
            if (targetOf(row) == target && std::equal(window.begin(), window.end(), windowOf(row).begin()))
                return row;
            slot = (slot + 1) & (m_slots.size() - 1);
        }
        m_slots[slot] = static_cast<std::uint32_t>(++m_rows.rows);
        m_rows.inputs.insert(m_rows.inputs.end(), window.begin(), window.end());
        m_rows.targets.resize(m_rows.inputs.size(), 0);
        m_rows.weights.resize(m_rows.inputs.size(), 0);
        m_rows.targets.back() = target;
        return m_rows.rows - 1;
    }

private:
    [[nodiscard]] std::span<const std::uint32_t> windowOf(std::size_t row) const { return std::span(m_rows.inputs).subspan(row * m_rows.length, m_rows.length); }
    [[nodiscard]] std::uint32_t targetOf(std::size_t row) const { return m_rows.targets[(row + 1) * m_rows.length - 1]; }
    static std::size_t hashOf(std::span<const std::uint32_t> window, std::uint32_t target)
    {
        std::uint64_t hash = target;
        for (const std::uint32_t symbol : window)
            hash = (std::rotl(hash, 5) ^ symbol) * 0x9e3779b97f4a7c15u;
        return static_cast<std::size_t>(hash ^ (hash >> 32));
    }
    void grow()
    {
        std::vector<std::uint32_t> larger(m_slots.size() * 4, 0);
        for (std::size_t row = 0; row < m_rows.rows; ++row) {
            std::size_t slot = hashOf(windowOf(row), targetOf(row)) & (larger.size() - 1);
            while (larger[slot] != 0)
                slot = (slot + 1) & (larger.size() - 1);
            larger[slot] = static_cast<std::uint32_t>(row + 1);
        }
        m_slots = std::move(larger);
    }

    SequenceRows &m_rows;
    std::vector<std::uint32_t> m_slots; // row + 1, 0 empty
};

} // namespace

Result<SessionRows> windowRows(const Sequences &sessions, std::span<const std::uint64_t> weights, const Vocabulary &vocabulary, std::uint32_t length, const Job &job)
{
    SessionRows out;
    out.rows.length = length;
    WindowTable table(out.rows);
    std::vector<std::uint32_t> symbols;
    for (std::size_t s = 0; s < sessions.size(); ++s) {
        if (s % kCheckEvery == 0 && job.isCancelled())
            return failure(cancelled());
        symbols.assign(length - 1, Vocabulary::kStart);
        std::vector<std::uint32_t> own;
        symbolsOf(sessions[s], vocabulary, own);
        symbols.insert(symbols.end(), own.begin(), own.end());
        for (std::size_t end = length; end < symbols.size(); ++end) {
            const std::size_t row = table.rowOf(std::span(symbols).subspan(end - length, length), symbols[end]);
            const std::size_t cell = (row + 1) * length - 1;
            out.rows.weights[cell] += static_cast<float>(weights[s]);
            out.cells.push_back(cell);
        }
        out.firstStep.push_back(out.cells.size());
    }
    return out;
}

Result<SessionRows> stretchRows(const Sequences &sessions, std::span<const std::uint64_t> weights, const Vocabulary &vocabulary, std::uint32_t length, const Job &job)
{
    SessionRows out;
    std::size_t longest = 1;
    for (const auto &session : sessions)
        longest = std::max(longest, session.size() + 1);
    out.rows.length = static_cast<std::uint32_t>(std::min<std::size_t>(longest, length));
    const std::size_t width = out.rows.length, context = width / 2;
    std::vector<std::uint32_t> symbols;
    for (std::size_t s = 0; s < sessions.size(); ++s) {
        if (s % kCheckEvery == 0 && job.isCancelled())
            return failure(cancelled());
        symbolsOf(sessions[s], vocabulary, symbols);
        const std::size_t steps = symbols.size() - 1;
        for (std::size_t from = 0, done = 0; done < steps; from = done - std::min(context, done)) {
            const std::size_t row = out.rows.rows++, to = std::min(steps, from + width);
            for (std::size_t i = from; i < from + width; ++i) {
                const bool inside = i < to, counts = inside && i >= done;
                out.rows.inputs.push_back(inside ? symbols[i] : Vocabulary::kStart);
                out.rows.targets.push_back(inside ? symbols[i + 1] : Vocabulary::kStart);
                out.rows.weights.push_back(counts ? static_cast<float>(weights[s]) : 0);
                if (counts)
                    out.cells.push_back(row * width + i - from);
            }
            done = to;
        }
        out.firstStep.push_back(out.cells.size());
    }
    return out;
}

} // namespace causeway::learn
