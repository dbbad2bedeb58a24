#include "analysis/boundaries/coupling_layers.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "analysis/boundaries/class_names.h"

namespace causeway::boundaries {

namespace {

constexpr double kLeastCosine = 0.1;
constexpr double kFollowing = 0.1;           // weight of a word that does not lead
constexpr std::size_t kMostWithWord = 400;   // classes of one word that are held against each other
constexpr std::size_t kMostInPackage = 64;   // likewise; in a larger package each class has so many partners
constexpr std::size_t kMostOfUseCase = 300;  // likewise

using Pairs = std::map<std::pair<std::uint32_t, std::uint32_t>, double>;

LayerEdges toEdges(const Pairs &pairs)
{
    LayerEdges out;
    out.reserve(pairs.size());
    for (const auto &[pair, weight] : pairs)
        if (weight > 0)
            out.push_back({pair.first, pair.second, weight});
    return out;
}

// Pairs that have something in common, with how many.
Pairs commonCounts(std::span<const std::vector<std::uint32_t>> lists)
{
    std::map<std::uint32_t, std::vector<std::uint32_t>> holders;
    for (std::uint32_t i = 0; i < lists.size(); ++i)
        for (const std::uint32_t one : lists[i])
            holders[one].push_back(i);
    Pairs out;
    for (const auto &[one, classes] : holders)
        if (classes.size() <= kMostOfUseCase) // what all take part in tells none apart
            for (std::size_t i = 0; i < classes.size(); ++i)
                for (std::size_t k = i + 1; k < classes.size(); ++k)
                    ++out[{classes[i], classes[k]}];
    return out;
}

} // namespace

LayerEdges callEdges(std::span<const ClassPair> calls, std::uint32_t classes)
{
    Pairs pairs;
    std::vector<double> strength(classes);
    for (const ClassPair &call : calls)
        if (call.a != call.b && call.weight > 0)
            pairs[std::minmax(call.a, call.b)] += std::log(std::max(call.weight, 1.0)) + 1;
    for (const auto &[pair, weight] : pairs) {
        strength[pair.first] += weight;
        strength[pair.second] += weight;
    }
    for (auto &[pair, weight] : pairs)
        weight /= std::sqrt(strength[pair.first] * strength[pair.second]);
    return toEdges(pairs);
}

LayerEdges mutualNearest(std::span<const ClassPair> pairs, std::uint32_t classes)
{
    std::vector<std::vector<std::pair<double, std::uint32_t>>> of(classes);
    for (const ClassPair &pair : pairs) {
        of[pair.a].emplace_back(-pair.weight, pair.b);
        of[pair.b].emplace_back(-pair.weight, pair.a);
    }
    for (auto &list : of) {
        std::ranges::sort(list);
        if (list.size() > kNearest)
            list.resize(kNearest);
    }
    const auto has = [&](std::uint32_t i, std::uint32_t k) { return std::ranges::any_of(of[i], [&](const auto &one) { return one.second == k; }); };
    LayerEdges out;
    for (std::uint32_t i = 0; i < classes; ++i) {
        const std::size_t before = out.size();
        for (const auto &[weight, k] : of[i])
            if (i < k && weight < 0 && has(k, i))
                out.push_back({i, k, -weight});
        std::sort(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(), [](const ClassPair &x, const ClassPair &y) { return x.b < y.b; });
    }
    return out;
}

LayerEdges overlapEdges(std::span<const std::vector<std::uint32_t>> lists)
{
    Pairs common = commonCounts(lists);
    for (auto &[pair, count] : common)
        count /= static_cast<double>(lists[pair.first].size() + lists[pair.second].size()) - count;
    return toEdges(common);
}

LayerEdges useCaseEdges(const ClassModel &model)
{
    const auto n = static_cast<std::uint32_t>(model.classes.size());
    const LayerEdges jaccard = overlapEdges(model.uses);
    return mutualNearest(jaccard.empty() ? model.sharedUses : jaccard, n);
}

LayerEdges nameEdges(const ClassModel &model)
{
    const std::size_t n = model.classes.size();
    std::vector<std::vector<std::string>> words(n);
    std::map<std::string, double> classesWith;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::string &word : wordsOf(shortName(model.classes[i])))
            if (!isRoleWord(word))
                words[i].push_back(std::move(word));
        for (const std::string &word : std::set<std::string>(words[i].begin(), words[i].end()))
            ++classesWith[word];
    }
    std::map<std::string, std::vector<std::pair<std::uint32_t, double>>> holders;
    std::vector<double> length(n);
    for (std::size_t i = 0; i < n; ++i) {
        bool led = false;
        std::map<std::string, double> weights;
        for (const std::string &word : words[i]) {
            const double with = classesWith[word];
            const bool leads = !led && with >= 2;
            led = led || leads;
            weights[word] += (leads ? 1 : kFollowing) * std::log((static_cast<double>(n) + 1) / with);
        }
        for (const auto &[word, weight] : weights) {
            length[i] += weight * weight;
            holders[word].emplace_back(static_cast<std::uint32_t>(i), weight);
        }
    }
    Pairs dots;
    for (const auto &[word, list] : holders)
        if (list.size() <= kMostWithWord)
            for (std::size_t i = 0; i < list.size(); ++i)
                for (std::size_t k = i + 1; k < list.size(); ++k)
                    dots[{list[i].first, list[k].first}] += list[i].second * list[k].second;
    for (auto &[pair, dot] : dots) {
        dot /= std::sqrt(length[pair.first] * length[pair.second]);
        if (!(dot > kLeastCosine))
            dot = 0;
    }
    return toEdges(dots);
}

LayerEdges packageEdges(std::span<const std::uint32_t> package)
{
    std::map<std::uint32_t, std::vector<std::uint32_t>> members;
    for (std::uint32_t i = 0; i < package.size(); ++i)
        members[package[i]].push_back(i);
    Pairs out;
    for (const auto &[one, list] : members) {
        const std::size_t partners = std::min(list.size() - 1, kMostInPackage);
        for (std::size_t i = 0; i < list.size(); ++i)
            for (std::size_t step = 1; step <= partners; ++step) {
                const std::uint32_t other = list[(i + step) % list.size()];
                out[std::minmax(list[i], other)] = 1.0 / static_cast<double>(partners);
            }
    }
    return toEdges(out);
}

} // namespace causeway::boundaries
