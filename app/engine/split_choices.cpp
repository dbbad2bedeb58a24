#include "app/engine/split_choices.h"

#include <algorithm>
#include <map>

#include "storage/parameter_path.h"

namespace causeway::engine {

std::vector<SplitChoice> splitChoices(const storage::Snapshot &snapshot, const storage::TemplateInfo &info)
{
    std::vector<std::map<std::string, SplitChoice>> byParameter;
    for (const ShapeId shape : info.shapes) {
        if (shape.value >= snapshot.shapes.size())
            continue;
        const auto paths = storage::parameterPaths(info.tokens, snapshot.shapes[shape.value]);
        byParameter.resize(std::max(byParameter.size(), paths.size()));
        for (std::uint32_t k = 0; k < paths.size(); ++k) {
            std::string written;
            for (const auto &part : paths[k].parts)
                written += part.slot ? std::string_view("<*>") : part.text;
            SplitChoice &choice = byParameter[k][written];
            choice.parameter = k;
            choice.written = written;
            choice.shapes.push_back(shape);
            choice.count += snapshot.shapeCounts[shape.value];
        }
    }
    std::vector<SplitChoice> choices;
    for (auto &ways : byParameter) {
        if (ways.size() < 2)
            continue;
        const std::size_t from = choices.size();
        for (auto &[written, choice] : ways) {
            std::sort(choice.shapes.begin(), choice.shapes.end());
            choices.push_back(std::move(choice));
        }
        std::stable_sort(choices.begin() + static_cast<std::ptrdiff_t>(from), choices.end(), [](const SplitChoice &a, const SplitChoice &b) { return a.count > b.count; });
    }
    return choices;
}

} // namespace causeway::engine
