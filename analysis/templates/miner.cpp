#include "analysis/templates/miner.h"

#include <algorithm>

#include "analysis/templates/miner_rules.h"
#include "analysis/templates/template_builder.h"

namespace causeway::templates {

namespace {

// A digit among the constants: no message is split like that, it is a key of a sequence file and stands for itself.
bool isKey(const Shape &shape) { return shape.slots.empty() && shape.text.find_first_of("0123456789") != std::string::npos; }

MinedTemplate templateOfKey(const WeightedShape &shape) { return {{Token{false, shape.shape->text, ParameterType::Text, {}}}, {shape.id}, shape.count}; }

Result<std::vector<MinedTemplate>> mine(std::span<const WeightedShape> shapes, const CompiledMasks &masks, std::span<const MaskSet> asked, const MinerRules &rules,
                                        const Job &job)
{
    // The order of text makes the outcome independent of the order of arrival.
    std::vector<std::uint32_t> order(shapes.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        const int texts = shapes[a].shape->text.compare(shapes[b].shape->text);
        if (texts != 0)
            return texts < 0;
        return shapes[a].shape->slots != shapes[b].shape->slots ? shapes[a].shape->slots < shapes[b].shape->slots : shapes[a].id < shapes[b].id;
    });

    std::vector<MinedTemplate> templates;
    Vocabulary vocabulary;
    std::vector<RawValues> raws(1);
    ShapeTokeniser tokeniser(vocabulary, raws, rules, masks.isEmpty() ? nullptr : &masks);
    Generaliser generaliser(vocabulary, raws, tokeniser, rules);
    for (std::size_t i = 0; i < order.size(); ++i) {
        if ((i % 256 == 0 || !masks.isEmpty()) && job.isCancelled())
            return failure(cancelled());
        if (isKey(*shapes[order[i]].shape))
            templates.push_back(templateOfKey(shapes[order[i]]));
        else
            generaliser.add(tokeniser.tokenise(shapes[order[i]], order[i] < asked.size() ? asked[order[i]] : 0), shapes[order[i]].count, {order[i]});
    }
    if (!generaliser.run(job))
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

} // namespace causeway::templates
