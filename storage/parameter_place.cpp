#include "storage/parameter_place.h"

#include <algorithm>

namespace causeway::storage {

namespace {

std::vector<templates::ParameterPiece> piecesOf(const TemplateInfo &info, const templates::Shape &shape)
{
    templates::MinedTemplate mined;
    mined.tokens = info.tokens;
    return templates::parameterPieces(mined, shape);
}

} // namespace

ParameterCondition placedCondition(const TemplateCatalog &catalog, const Snapshot &snapshot, TemplateId id, std::uint32_t parameter, std::string value)
{
    ParameterCondition condition{id, parameter, std::move(value), {}};
    const TemplateInfo *info = catalog.find(id);
    if (info == nullptr)
        return condition;
    std::vector<ShapeId> shapes;
    for (const ShapeId shape : info->shapes)
        if (shape.value < snapshot.shapes.size())
            shapes.push_back(shape);
    const auto count = [&](ShapeId shape) { return shape.value < snapshot.shapeCounts.size() ? snapshot.shapeCounts[shape.value] : 0; };
    std::stable_sort(shapes.begin(), shapes.end(), [&](ShapeId a, ShapeId b) { return count(a) > count(b); });
    for (const ShapeId shape : shapes) {
        const auto pieces = piecesOf(*info, snapshot.shapes[shape.value]);
        if (parameter < pieces.size())
            condition.places.push_back({shape, pieces[parameter].begin, pieces[parameter].end});
        if (condition.places.size() == kParameterPlaces)
            break;
    }
    return condition;
}

std::optional<ParameterCondition> refitted(const ParameterCondition &condition, const TemplateCatalog &catalog, const Snapshot &snapshot)
{
    if (condition.places.empty())
        return condition;
    const TemplateInfo *info = catalog.find(condition.id);
    if (info == nullptr)
        return std::nullopt;
    std::optional<std::uint32_t> number;
    for (const ParameterPlace &place : condition.places) {
        if (place.shape.value >= snapshot.shapes.size() || catalog.templateOf(place.shape) != info->id)
            continue;
        const auto pieces = piecesOf(*info, snapshot.shapes[place.shape.value]);
        const auto found = std::find_if(pieces.begin(), pieces.end(), [&](const auto &piece) { return piece.begin == place.begin && piece.end == place.end; });
        if (found == pieces.end())
            return std::nullopt;
        const auto here = static_cast<std::uint32_t>(found - pieces.begin());
        if (number && *number != here)
            return std::nullopt;
        number = here;
    }
    if (!number)
        return std::nullopt;
    ParameterCondition fitted = condition;
    fitted.parameter = *number;
    return fitted;
}

} // namespace causeway::storage
