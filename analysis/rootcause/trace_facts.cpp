#include "analysis/rootcause/trace_facts.h"

#include <algorithm>
#include <map>

#include "analysis/core/hash.h"
#include "analysis/traces/clock_skew.h"

namespace causeway::rootcause {

namespace {

class WalkBuilder {
public:
    void add(Transition transition, std::uint32_t row, std::uint64_t event)
    {
        const auto [found, fresh] = m_numbers.try_emplace(transition, static_cast<std::uint32_t>(m_walks.transitions.size()));
        if (fresh) {
            m_walks.transitions.push_back(transition);
            const auto context = m_contexts.try_emplace({transition.operation, transition.before}, m_walks.contexts);
            m_walks.contexts += context.second ? 1 : 0;
            m_walks.context.push_back(context.first->second);
        }
        m_walks.steps.push_back({found->second, row, event});
    }
    void endTrace() { m_walks.offsets.push_back(static_cast<std::uint32_t>(m_walks.steps.size())); }
    void begin() { m_walks.offsets.assign(1, 0); }
    Walks take() { return std::move(m_walks); }

private:
    Walks m_walks;
    std::map<Transition, std::uint32_t> m_numbers;
    std::map<std::pair<std::uint32_t, Token>, std::uint32_t> m_contexts;
};

class Reader {
public:
    Reader(const Material &material, TraceFacts &facts) : m_table(*material.spans), m_facts(facts) {}

    Result<void> run(const Material &material, const Job &job)
    {
        sortLogs(material);
        m_facts.startNs.resize(m_table.size());
        m_facts.selfNs.assign(m_table.size(), 0);
        m_facts.repeated.assign(m_table.size(), false);
        m_logs.begin();
        m_structure.begin();
        for (std::uint32_t trace = 0; trace < m_table.traceCount(); ++trace) {
            if (trace % 256 == 0 && job.isCancelled())
                return failure(cancelled());
            findRepeated(trace);
            correct(trace);
            for (std::uint32_t row = m_table.firstRow(trace); row < m_table.endRow(trace); ++row)
                if (!m_facts.repeated[row])
                    readTimes(row);
            walk(trace, true, m_logs);
            walk(trace, false, m_structure);
        }
        std::sort(m_facts.gaps.begin(), m_facts.gaps.end(), [](const Gap &a, const Gap &b) { return std::pair(a.row, a.callee) < std::pair(b.row, b.callee); });
        m_facts.withLogs = m_logs.take();
        m_facts.structure = m_structure.take();
        return {};
    }

private:
    void sortLogs(const Material &material)
    {
        m_facts.hasLogs.assign(m_table.traceCount(), false);
        for (const LogEvent &log : material.logs)
            if (log.row < m_table.size() && log.pattern != kNone) {
                m_facts.logs.push_back(log);
                m_facts.hasLogs[m_table.trace(log.row)] = true;
            }
        std::sort(m_facts.logs.begin(), m_facts.logs.end(),
                  [](const LogEvent &a, const LogEvent &b) { return std::tuple(a.row, a.timeNs, a.event) < std::tuple(b.row, b.timeNs, b.event); });
        m_logOffset.assign(m_table.size() + 1, 0);
        for (const LogEvent &log : m_facts.logs)
            ++m_logOffset[log.row + 1];
        for (std::uint32_t row = 0; row < m_table.size(); ++row)
            m_logOffset[row + 1] += m_logOffset[row];
    }

    // Of spans that are the same in all, the one with the most children stays: it is the parent of them all.
    void findRepeated(std::uint32_t trace)
    {
        const auto key = [&](std::uint32_t row) { return std::tuple(m_table.spanKey(row), m_table.operation(row), m_table.start(row), m_table.duration(row)); };
        m_rows.clear();
        for (std::uint32_t row = m_table.firstRow(trace); row < m_table.endRow(trace); ++row)
            m_rows.push_back(row);
        std::sort(m_rows.begin(), m_rows.end(), [&](std::uint32_t a, std::uint32_t b) {
            return std::tuple(key(a), m_table.children(b).size(), a) < std::tuple(key(b), m_table.children(a).size(), b);
        });
        for (std::size_t i = 1; i < m_rows.size(); ++i)
            if (key(m_rows[i]) == key(m_rows[i - 1]) && !m_table.spanKey(m_rows[i]).isNone())
                m_facts.repeated[m_rows[i]] = true;
    }

    void correct(std::uint32_t trace)
    {
        const std::uint32_t first = m_table.firstRow(trace);
        const traces::ClockSkew skew = traces::clockSkew(m_table, trace);
        for (const traces::ServiceSkew &service : skew.services)
            m_facts.movedSpans += service.spans;
        std::int64_t start = INT64_MAX;
        for (std::uint32_t row = first; row < m_table.endRow(trace); ++row) {
            m_facts.startNs[row] = m_table.start(row) + (row - first < skew.shiftNs.size() ? skew.shiftNs[row - first] : 0);
            if (m_table.parent(row) == kNone)
                start = std::min(start, m_facts.startNs[row]);
        }
        m_facts.traceNs.push_back(start == INT64_MAX ? m_table.start(first) : start);
    }

    [[nodiscard]] std::int64_t end(std::uint32_t row) const { return m_facts.startNs[row] + m_table.duration(row); }

    // The first span of another service at or below the child.
    [[nodiscard]] std::uint32_t remote(std::uint32_t row, std::uint32_t child) const
    {
        if (m_table.service(child) != m_table.service(row))
            return child;
        for (const std::uint32_t below : m_table.children(child))
            if (m_table.service(below) != m_table.service(row))
                return below;
        return kNone;
    }

    void readTimes(std::uint32_t row)
    {
        const std::int64_t from = m_facts.startNs[row], to = end(row);
        m_intervals.clear();
        bool calls = false;
        std::size_t children = 0;
        std::uint32_t called = 0;
        for (const std::uint32_t child : m_table.children(row)) {
            if (m_facts.repeated[child])
                continue;
            ++children;
            called = child;
            calls = calls || m_table.service(child) != m_table.service(row);
            m_intervals.emplace_back(std::max(from, m_facts.startNs[child]), std::min(to, end(child)));
        }
        if (calls && children == 1 && m_table.kind(row) != traces::SpanKind::Producer) {
            m_facts.gaps.push_back({row, m_table.service(called), static_cast<double>(std::max<std::int64_t>(0, m_table.duration(row) - m_table.duration(called)))});
            m_facts.selfNs[row] = -1;
            return;
        }
        if (const std::uint32_t parent = m_table.parent(row); parent != kNone)
            for (const std::uint32_t sibling : m_table.children(parent))
                if (sibling != row && !m_facts.repeated[sibling] && std::pair(m_facts.startNs[sibling], sibling) > std::pair(from, row) && m_facts.startNs[sibling] < to)
                    m_intervals.emplace_back(m_facts.startNs[sibling], std::min(to, end(sibling)));
        std::sort(m_intervals.begin(), m_intervals.end());
        std::int64_t covered = 0, last = from;
        for (auto [a, b] : m_intervals) {
            a = std::max(a, last);
            if (b > a) {
                covered += b - a;
                last = b;
            }
        }
        m_facts.selfNs[row] = static_cast<double>(std::max<std::int64_t>(0, m_table.duration(row) - covered));
    }

    struct Place {
        std::int64_t timeNs = 0;
        Token token;
        std::uint32_t child = kNone;
        std::uint64_t event = 0;
    };
    struct Open {
        std::uint32_t row = 0;
        std::size_t first = 0, next = 0, end = 0; // of m_places
        Token before;
    };

    void open(std::uint32_t row, bool logs)
    {
        Open entry{row, m_places.size(), m_places.size(), 0, {}};
        const std::int64_t moved = m_facts.startNs[row] - m_table.start(row);
        for (const std::uint32_t child : m_table.children(row)) {
            if (m_facts.repeated[child])
                continue;
            const std::uint32_t other = remote(row, child);
            m_places.push_back({m_facts.startNs[child], other == kNone ? Token{TokenKind::Do, m_table.operation(child)} : Token{TokenKind::Call, m_table.operation(other)}, child, 0});
        }
        if (logs)
            for (std::uint32_t i = m_logOffset[row]; i < m_logOffset[row + 1]; ++i) {
                const LogEvent &log = m_facts.logs[i];
                m_places.push_back({log.timeNs + moved, {TokenKind::Log, log.pattern}, kNone, log.event.value});
            }
        std::stable_sort(m_places.begin() + static_cast<std::ptrdiff_t>(entry.first), m_places.end(), [](const Place &a, const Place &b) { return a.timeNs < b.timeNs; });
        entry.end = m_places.size();
        m_open.push_back(entry);
    }

    void walk(std::uint32_t trace, bool logs, WalkBuilder &out)
    {
        for (std::uint32_t root = m_table.firstRow(trace); root < m_table.endRow(trace); ++root) {
            if (m_table.parent(root) != kNone || m_facts.repeated[root])
                continue;
            open(root, logs);
            while (!m_open.empty()) {
                Open &top = m_open.back();
                const std::uint32_t operation = m_table.operation(top.row);
                if (top.next == top.end) {
                    const Token last{m_table.status(top.row) == traces::SpanStatus::Error ? TokenKind::EndError : TokenKind::End, 0};
                    out.add({operation, top.before, last}, top.row, 0);
                    m_places.resize(top.first);
                    m_open.pop_back();
                    continue;
                }
                const Place place = m_places[top.next++];
                out.add({operation, top.before, place.token}, top.row, place.event);
                top.before = place.token;
                if (place.child != kNone)
                    open(place.child, logs);
            }
        }
        out.endTrace();
    }

    const SpanTable &m_table;
    TraceFacts &m_facts;
    std::vector<std::uint32_t> m_logOffset;
    std::vector<std::pair<std::int64_t, std::int64_t>> m_intervals;
    std::vector<std::uint32_t> m_rows;
    std::vector<Place> m_places;
    std::vector<Open> m_open;
    WalkBuilder m_logs, m_structure;
};

} // namespace

Result<TraceFacts> readTraceFacts(const Material &material, const Job &job)
{
    TraceFacts facts;
    CAUSEWAY_TRY(Reader(material, facts).run(material, job));
    return facts;
}

} // namespace causeway::rootcause
