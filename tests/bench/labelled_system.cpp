#include "tests/bench/labelled_system.h"

#include <algorithm>
#include <unordered_map>

#include "analysis/templates/shape_promoter.h"
#include "analysis/templates/shape_splitter.h"
#include "tests/support/loghub.h"

namespace causeway::bench {

using namespace templates;

namespace {

constexpr std::size_t kPromotionRounds = 3; // as an import does

void addSamples(const ShapeSplitter &splitter, WeightedShape &shape)
{
    std::size_t slot = 0;
    for (const WordRange &word : splitter.words()) {
        if (!word.slot)
            continue;
        auto &samples = shape.samples[slot++];
        const std::string_view value = splitter.bytes(word.begin, word.end).substr(0, 256);
        if (samples.size() < kSampleValues && std::find(samples.begin(), samples.end(), value) == samples.end())
            samples.emplace_back(value);
    }
}

ShapedLines shapeLines(const std::vector<std::string> &lines, const MinerRules &rules)
{
    ShapedLines out;
    std::unordered_map<std::string, std::size_t> known;
    ShapeSplitter splitter;
    ShapePromoter promoter(rules);
    const auto add = [&](Shape shape) {
        known.emplace(shape.text, out.shapes.size());
        out.shapes.push_back(std::move(shape));
        out.weighted.push_back({ShapeId(static_cast<std::uint32_t>(out.shapes.size())), nullptr, 0, {}});
        out.weighted.back().samples.resize(out.shapes.back().slots.size());
        return out.shapes.size() - 1;
    };
    for (const std::string &line : lines) {
        if (!splitter.split(line)) {
            const std::string rest(1, kSlot);
            const auto found = known.find(rest);
            out.shapeOfLine.push_back(found != known.end() ? found->second : add({rest, {SlotKind::Rest}}));
            ++out.weighted[out.shapeOfLine.back()].count;
            continue;
        }
        Shape shape = splitter.shape();
        auto found = known.find(shape.text);
        for (std::size_t round = 0; round < kPromotionRounds && found == known.end(); ++round) {
            const std::uint64_t mask = promoter.rules().promotion(splitter);
            if (mask == 0)
                break;
            splitter.promote(mask);
            shape = splitter.shape();
            found = known.find(shape.text);
        }
        std::size_t index = 0;
        if (found != known.end())
            index = found->second;
        else {
            promoter.add(splitter);
            index = add(std::move(shape));
        }
        out.shapeOfLine.push_back(index);
        ++out.weighted[index].count;
        addSamples(splitter, out.weighted[index]);
    }
    for (std::size_t i = 0; i < out.shapes.size(); ++i)
        out.weighted[i].shape = &out.shapes[i];
    return out;
}

std::string replaceValues(const std::string &line, unsigned percent)
{
    ShapeSplitter splitter;
    if (percent == 0 || !splitter.split(line))
        return line;
    std::string out;
    std::uint32_t at = 0;
    for (const WordRange &word : splitter.words()) {
        std::uint64_t hash = hashBytes(splitter.bytes(word.begin, word.end), 3);
        if (!word.slot || hash % 100 >= percent)
            continue;
        out.append(line, at, word.begin - at);
        hash /= 100;
        const std::uint64_t length = 4 + hash % 6;
        hash /= 6;
        for (std::uint64_t i = 0; i < length; ++i, hash /= 26)
            out += static_cast<char>('a' + hash % 26);
        at = word.end;
    }
    return out.append(line, at);
}

} // namespace

Score scoreOf(const std::vector<std::size_t> &groups, const std::vector<std::size_t> &truth)
{
    std::map<std::size_t, std::size_t> groupSize, truthSize;
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> both;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        ++groupSize[groups[i]];
        ++truthSize[truth[i]];
        ++both[{groups[i], truth[i]}];
    }
    std::size_t lines = 0, exact = 0;
    for (const auto &[pair, count] : both)
        if (count == groupSize[pair.first] && count == truthSize[pair.second]) {
            lines += count;
            ++exact;
        }
    if (groups.empty())
        return {};
    return {static_cast<double>(lines) / static_cast<double>(groups.size()),
            2 * static_cast<double>(exact) / static_cast<double>(groupSize.size() + truthSize.size())};
}

LabelledSystem::LabelledSystem(std::string name, unsigned replacedPercent)
    : m_name(std::move(name))
{
    std::unordered_map<std::string, std::size_t> truths;
    for (auto &row : test::readColumns(test::dataPath("loghub/" + m_name + "/" + m_name + "_2k.log_structured.csv"), {"Content", "EventId"})) {
        m_content.push_back(replaceValues(row[0], replacedPercent));
        m_truth.push_back(truths.try_emplace(row[1], truths.size()).first->second);
    }
}

const ShapedLines &LabelledSystem::shaped(const MinerRules &rules)
{
    std::vector<std::uint32_t> key{rules.promoteInGroups};
    if (rules.promoteInGroups)
        key.insert(key.end(), {rules.promotedWords, rules.partingWords, rules.promoteByContext});
    if (rules.promoteInGroups && rules.promoteByContext)
        key.insert(key.end(), {rules.contextGroups, rules.contextAgainst});
    const auto found = m_shaped.find(key);
    return found != m_shaped.end() ? found->second : m_shaped.emplace(std::move(key), shapeLines(m_content, rules)).first->second;
}

Score LabelledSystem::mined(const RuleChoice &asked)
{
    const RuleChoice choice = effective(asked);
    if (const auto found = m_scores.find(choice); found != m_scores.end())
        return found->second;
    const MinerRules rules = rulesOf(choice);
    const ShapedLines &lines = shaped(rules);
    const auto templates = mineTemplates(lines.weighted, rules, Job());
    std::vector<std::size_t> templateOf(lines.shapes.size());
    for (std::size_t i = 0; i < templates->size(); ++i)
        for (const ShapeId shape : (*templates)[i].shapes)
            templateOf[shape.value - 1] = i;
    std::vector<std::size_t> groups;
    for (const std::size_t shape : lines.shapeOfLine)
        groups.push_back(templateOf[shape]);
    return m_scores.emplace(choice, scoreOf(groups, m_truth)).first->second;
}

Score LabelledSystem::drained(const DrainSettings &settings) const
{
    Drain drain(settings);
    std::vector<std::size_t> groups;
    for (const std::string &line : m_content)
        groups.push_back(drain.add(line));
    return scoreOf(groups, m_truth);
}

} // namespace causeway::bench
