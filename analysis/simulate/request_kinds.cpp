#include "analysis/simulate/request_kinds.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace causeway::simulate {

namespace {

using Ways = std::map<std::vector<std::uint32_t>, std::uint64_t>;

bool hangTogether(const Ways &ways)
{
    double n = 0, together = 0, apart = 0, free = 0; // free: calls that are not always made
    std::map<std::uint32_t, double> calls;
    for (const auto &[called, count] : ways) {
        n += static_cast<double>(count);
        for (const std::uint32_t operation : called)
            calls[operation] += static_cast<double>(count);
    }
    const auto entropy = [&](double count) { return count > 0 ? -count * std::log(count / n) : 0; };
    for (const auto &[called, count] : ways)
        together += entropy(static_cast<double>(count));
    for (const auto &[operation, count] : calls) {
        apart += entropy(count) + entropy(n - count);
        free += count < n;
    }
    return 2 * together + static_cast<double>(ways.size() - 1) * std::log(n) < 2 * apart + free * std::log(n);
}

// The called operation that fewest requests of other kinds call, then the next, until the label is a new one.
void addLabels(std::vector<RequestKind> &kinds, std::size_t first, const traces::SpanTable &table)
{
    std::set<std::string> used;
    for (std::size_t i = first; i < kinds.size(); ++i) {
        RequestKind &kind = kinds[i];
        std::vector<std::pair<std::uint64_t, std::string>> marks;
        for (const std::uint32_t operation : kind.called) {
            std::uint64_t others = 0;
            for (std::size_t k = first; k < kinds.size(); ++k)
                others += k != i && std::ranges::binary_search(kinds[k].called, operation) ? kinds[k].requests : 0;
            marks.emplace_back(others, table.operations()[operation].name);
        }
        std::ranges::sort(marks);
        kind.label = kind.rest ? "other calls" : marks.empty() ? "no calls" : marks.front().second;
        for (std::size_t k = 1; k < marks.size() && used.contains(kind.label); ++k)
            kind.label += " + " + marks[k].second;
        for (std::string plain = kind.label; !used.insert(kind.label).second;)
            kind.label = plain + " (" + std::to_string(i - first + 1) + ")";
    }
}

} // namespace

void RequestKinds::settle(const traces::SpanTable &table)
{
    for (const auto &[operation, ways] : m_seen)
        if (ways.size() > 1 && hangTogether(ways))
            split(operation, table);
}

void RequestKinds::split(std::uint32_t operation, const traces::SpanTable &table)
{
    std::uint64_t all = 0;
    std::vector<RequestKind> kinds;
    RequestKind rest{operation, {}, 0, true, {}};
    for (const auto &[called, count] : m_seen[operation])
        all += count;
    for (const auto &[called, count] : m_seen[operation])
        if (count >= kFewest && static_cast<double>(count) >= kRarest * static_cast<double>(all))
            kinds.push_back({operation, called, count, false, {}});
    std::ranges::stable_sort(kinds, std::greater{}, &RequestKind::requests);
    kinds.resize(std::min(kinds.size(), kMost));
    for (const RequestKind &kind : kinds)
        all -= kind.requests;
    rest.requests = all;
    if (rest.requests > 0)
        kinds.push_back(std::move(rest));
    if (kinds.size() < 2)
        return;
    const std::size_t first = m_kinds.size();
    m_kinds.insert(m_kinds.end(), kinds.begin(), kinds.end());
    m_of[operation] = {first, m_kinds.size()};
    addLabels(m_kinds, first, table);
}

std::optional<std::size_t> RequestKinds::find(std::uint32_t operation, const std::vector<std::uint32_t> &called) const
{
    const auto found = m_of.find(operation);
    if (found == m_of.end())
        return std::nullopt;
    const auto [first, end] = found->second;
    for (std::size_t i = first; i < end; ++i)
        if (m_kinds[i].rest || m_kinds[i].called == called)
            return i;
    return std::nullopt;
}

} // namespace causeway::simulate
