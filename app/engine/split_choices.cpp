#include "app/engine/split_choices.h"

#include <algorithm>
#include <map>

#include "storage/parameter_path.h"

namespace causeway::engine {

namespace {

struct Ways {
    std::map<std::string, SplitChoice> byText;
    bool varies = false; // bytes differ within a shape
};

// How the template's shapes write each parameter.
std::vector<Ways> waysOf(const storage::Snapshot &snapshot, const storage::TemplateInfo &info)
{
    std::vector<Ways> byParameter;
    for (const ShapeId shape : info.shapes) {
        if (shape.value >= snapshot.shapes.size())
            continue;
        const auto paths = storage::parameterPaths(info.tokens, snapshot.shapes[shape.value]);
        byParameter.resize(std::max(byParameter.size(), paths.size()));
        for (std::uint32_t k = 0; k < paths.size(); ++k) {
            std::string written;
            for (const auto &part : paths[k].parts) {
                written += part.slot ? std::string_view("<*>") : part.text;
                byParameter[k].varies |= part.slot;
            }
            SplitChoice &choice = byParameter[k].byText[written];
            choice.parameter = k;
            choice.written = written;
            choice.shapes.push_back(shape);
            choice.count += snapshot.shapeCounts[shape.value];
        }
    }
    return byParameter;
}

} // namespace

std::vector<SplitChoice> splitChoices(const storage::Snapshot &snapshot, const storage::TemplateInfo &info)
{
    std::vector<SplitChoice> choices;
    for (Ways &ways : waysOf(snapshot, info)) {
        if (ways.byText.size() < 2)
            continue;
        const std::size_t from = choices.size();
        for (auto &[written, choice] : ways.byText) {
            std::sort(choice.shapes.begin(), choice.shapes.end());
            choices.push_back(std::move(choice));
        }
        std::stable_sort(choices.begin() + static_cast<std::ptrdiff_t>(from), choices.end(), [](const SplitChoice &a, const SplitChoice &b) { return a.count > b.count; });
    }
    return choices;
}

std::vector<std::uint32_t> constantParameters(const storage::Snapshot &snapshot, const storage::TemplateInfo &info)
{
    std::vector<std::uint32_t> constant;
    const auto byParameter = waysOf(snapshot, info);
    std::uint32_t k = 0;
    for (const templates::Token &token : info.tokens) {
        if (!token.parameter)
            continue;
        if (storage::isConstant(token) || (k < byParameter.size() && byParameter[k].byText.size() == 1 && !byParameter[k].varies))
            constant.push_back(k);
        ++k;
    }
    return constant;
}

} // namespace causeway::engine
