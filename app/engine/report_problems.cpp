#include "app/engine/report_problems.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "app/engine/list_models.h"

namespace causeway::engine {

namespace {

// What a finding says, without its numbers.
std::string whatItSays(const storage::Finding &finding)
{
    std::string text = finding.detector + '\n' + finding.message.text();
    for (const Message::Argument &argument : finding.message.arguments())
        if (const auto *words = std::get_if<std::string>(&argument)) {
            text += '\n';
            for (const char c : *words)
                if ((c >= '0' && c <= '9') || c == '.' || c == ',') {
                    if (text.back() != '#')
                        text += '#';
                } else
                    text += c;
        }
    return text;
}

// The largest first.
std::vector<FindingGroup> grouped(std::span<const storage::Finding> findings)
{
    std::vector<FindingGroup> groups;
    std::unordered_map<std::string, std::size_t> groupOf;
    for (const storage::Finding &finding : findings) {
        const auto [at, isNew] = groupOf.try_emplace(whatItSays(finding), groups.size());
        if (isNew)
            groups.emplace_back();
        groups[at->second].push_back(&finding);
    }
    std::ranges::stable_sort(groups, std::greater<>(), [](const FindingGroup &group) { return group.size(); });
    return groups;
}

bool knowsTheFlow(std::string_view detector)
{
    const detect::Detector *known = findDetector(detector);
    return known != nullptr && known->info().kind == detect::DetectorKind::Flow;
}

void clearestFirst(FoundProblem &problem)
{
    std::unordered_map<std::string_view, std::size_t> findings;
    for (const FindingGroup &group : problem.groups)
        findings[group.front()->detector] += group.size();
    std::ranges::stable_sort(problem.groups, [&](const FindingGroup &a, const FindingGroup &b) {
        const std::string &one = a.front()->detector, &other = b.front()->detector;
        if (findings[one] != findings[other])
            return findings[one] > findings[other];
        return one != other && knowsTheFlow(one) && !knowsTheFlow(other);
    });
}

} // namespace

std::vector<FoundProblem> findProblems(std::span<const storage::Finding> findings)
{
    std::vector<FoundProblem> problems;
    std::vector<std::size_t> sizes;                                               // subjects of each problem's largest group
    std::unordered_map<std::string_view, std::vector<std::size_t>> problemsOf;    // whose largest group is about the subject
    for (FindingGroup &group : grouped(findings)) {
        std::unordered_set<std::string_view> subjects;
        for (const storage::Finding *finding : group)
            subjects.insert(finding->subject.id);
        std::map<std::size_t, std::size_t> shared;
        for (const std::string_view subject : subjects)
            if (const auto known = problemsOf.find(subject); known != problemsOf.end())
                for (const std::size_t problem : known->second)
                    ++shared[problem];
        std::size_t best = problems.size(), most = 0;
        for (const auto &[problem, count] : shared)
            if (2 * count > std::min(subjects.size(), sizes[problem]) && count > most) {
                best = problem;
                most = count;
            }
        if (best == problems.size()) {
            problems.emplace_back();
            sizes.push_back(subjects.size());
            for (const std::string_view subject : subjects)
                problemsOf[subject].push_back(best);
        }
        problems[best].groups.push_back(std::move(group));
    }
    for (FoundProblem &problem : problems) {
        std::unordered_set<std::string_view> subjects;
        for (const FindingGroup &group : problem.groups) {
            problem.findings += group.size();
            for (const storage::Finding *finding : group)
                subjects.insert(finding->subject.id);
        }
        problem.subjects = subjects.size();
        clearestFirst(problem);
    }
    std::ranges::stable_sort(problems, [](const FoundProblem &a, const FoundProblem &b) { return a.subjects != b.subjects ? a.subjects > b.subjects : a.findings > b.findings; });
    return problems;
}

std::vector<std::size_t> linesToShow(std::size_t count, std::span<const std::size_t> odd, std::size_t most)
{
    std::vector<std::size_t> shown;
    if (count <= most) {
        shown.resize(count);
        std::iota(shown.begin(), shown.end(), 0);
        return shown;
    }
    if (odd.empty()) {
        shown.resize(most);
        std::iota(shown.begin(), shown.end(), 0);
        const std::size_t last = most / 2;
        std::iota(shown.end() - static_cast<std::ptrdiff_t>(last), shown.end(), count - last);
        return shown;
    }
    const auto around = [&](std::size_t neighbours) {
        std::vector<std::size_t> lines;
        for (const std::size_t at : odd)
            for (std::size_t line = std::max(lines.empty() ? 0 : lines.back() + 1, at - std::min(at, neighbours)); line <= std::min(count - 1, at + neighbours); ++line)
                lines.push_back(line);
        return lines;
    };
    shown = around(0);
    if (shown.size() > most)
        shown.resize(most);
    for (std::size_t neighbours = 1; neighbours <= most; ++neighbours) {
        auto wider = around(neighbours);
        if (wider.size() > most)
            break;
        shown = std::move(wider);
    }
    return shown;
}

} // namespace causeway::engine
