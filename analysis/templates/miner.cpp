#include "analysis/templates/miner.h"

#include <algorithm>

#include "analysis/templates/join_patterns.h"
#include "analysis/templates/lone_shape.h"
#include "analysis/templates/miner_rules.h"
#include "analysis/templates/place_decision.h"
#include "analysis/templates/template_builder.h"

namespace causeway::templates {

namespace {

MinedTemplate templateOfLone(const WeightedShape &shape) { return {{Token{false, shape.shape->text, ParameterType::Text, {}}}, {shape.id}, shape.count}; }

// The order of text makes the outcome independent of the order of arrival.
std::vector<std::uint32_t> orderOf(std::span<const WeightedShape> shapes)
{
    std::vector<std::uint32_t> order(shapes.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        const int texts = shapes[a].shape->text.compare(shapes[b].shape->text);
        if (texts != 0)
            return texts < 0;
        return shapes[a].shape->slots != shapes[b].shape->slots ? shapes[a].shape->slots < shapes[b].shape->slots : shapes[a].id < shapes[b].id;
    });
    return order;
}

// All shapes but those that stand for themselves. False where it was cancelled.
bool fill(Generaliser &generaliser, ShapeTokeniser &tokeniser, std::span<const WeightedShape> shapes, bool masked, std::span<const MaskSet> asked, const Job &job)
{
    std::size_t seen = 0;
    for (const std::uint32_t index : orderOf(shapes)) {
        if ((seen++ % 256 == 0 || masked) && job.isCancelled())
            return false;
        if (!standsForItself(*shapes[index].shape))
            generaliser.add(tokeniser.tokenise(shapes[index], index < asked.size() ? asked[index] : 0), shapes[index].count, {index});
    }
    return true;
}

Result<std::vector<MinedTemplate>> mine(std::span<const WeightedShape> shapes, const CompiledMasks &masks, std::span<const MaskSet> asked, const MinerRules &rules,
                                        const Job &job)
{
    std::vector<MinedTemplate> templates;
    Vocabulary vocabulary;
    std::vector<RawValues> raws(1);
    ShapeTokeniser tokeniser(vocabulary, raws, rules, masks.isEmpty() ? nullptr : &masks);
    Generaliser generaliser(vocabulary, raws, tokeniser, rules);
    for (const WeightedShape &shape : shapes)
        if (standsForItself(*shape.shape))
            templates.push_back(templateOfLone(shape));
    if (!fill(generaliser, tokeniser, shapes, !masks.isEmpty(), asked, job) || !generaliser.run(job))
        return failure(cancelled());

    std::vector<Pattern> patterns = generaliser.take();
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        if (i % 64 == 0 && job.isCancelled())
            return failure(cancelled());
        templates.push_back(buildTemplate(patterns[i], vocabulary, shapes, masks));
    }
    std::vector<std::pair<std::string, std::size_t>> texts;
    for (std::size_t i = 0; i < templates.size(); ++i)
        texts.emplace_back(templates[i].text(), i);
    std::sort(texts.begin(), texts.end(), [&](const auto &a, const auto &b) {
        const MinedTemplate &left = templates[a.second], &right = templates[b.second];
        if (left.count != right.count)
            return left.count > right.count;
        return a.first != b.first ? a.first < b.first : left.shapes < right.shapes;
    });
    std::vector<MinedTemplate> sorted;
    sorted.reserve(templates.size());
    for (const auto &[text, index] : texts)
        sorted.push_back(std::move(templates[index]));
    return sorted;
}

} // namespace

Result<std::vector<MinedTemplate>> mineTemplates(std::span<const WeightedShape> shapes, const Job &job) { return mine(shapes, CompiledMasks(), {}, MinerRules(), job); }

Result<std::vector<MinedTemplate>> mineTemplates(std::span<const WeightedShape> shapes, const MinerRules &rules, const Job &job)
{
    return mine(shapes, CompiledMasks(), {}, rules, job);
}

Result<std::vector<MinedTemplate>> mineTemplates(std::span<const WeightedShape> shapes, const CompiledMasks &masks, std::span<const MaskSet> asked, const Job &job)
{
    return mine(shapes, masks, asked, MinerRules(), job);
}

Result<MinedTemplate> mineAsOne(std::span<const WeightedShape> shapes, const CompiledMasks &masks, std::span<const MaskSet> asked, const Job &job)
{
    const MinerRules rules;
    Vocabulary vocabulary;
    std::vector<RawValues> raws(1);
    ShapeTokeniser tokeniser(vocabulary, raws, rules, masks.isEmpty() ? nullptr : &masks);
    Generaliser generaliser(vocabulary, raws, tokeniser, rules);
    if (!fill(generaliser, tokeniser, shapes, !masks.isEmpty(), asked, job) || !generaliser.run(job))
        return failure(cancelled());
    MinedTemplate out;
    if (std::vector<Pattern> patterns = generaliser.take(); !patterns.empty())
        out = buildTemplate(joinPatterns(std::move(patterns), vocabulary), vocabulary, shapes, masks);
    const WeightedShape *heaviestLone = nullptr;
    for (const std::uint32_t index : orderOf(shapes)) {
        const WeightedShape &shape = shapes[index];
        if (!standsForItself(*shape.shape))
            continue;
        out.shapes.push_back(shape.id);
        out.count += shape.count;
        if (heaviestLone == nullptr || shape.count > heaviestLone->count)
            heaviestLone = &shape;
    }
    if (out.tokens.empty() && heaviestLone != nullptr)
        out.tokens = templateOfLone(*heaviestLone).tokens;
    std::sort(out.shapes.begin(), out.shapes.end());
    return out;
}

Result<std::optional<PlaceDecision>> decisionBetween(std::span<const WeightedShape> shapes, const CompiledMasks &masks, std::span<const MaskSet> asked,
                                                     std::uint32_t a, std::uint32_t b, const Job &job)
{
    const MinerRules rules;
    Vocabulary vocabulary;
    std::vector<RawValues> raws(1);
    ShapeTokeniser tokeniser(vocabulary, raws, rules, masks.isEmpty() ? nullptr : &masks);
    Generaliser generaliser(vocabulary, raws, tokeniser, rules);
    Generaliser::Watch watch{a, b, {}};
    generaliser.watch(&watch);
    if (!fill(generaliser, tokeniser, shapes, !masks.isEmpty(), asked, job) || !generaliser.run(job))
        return failure(cancelled());
    return watch.decision;
}

} // namespace causeway::templates
