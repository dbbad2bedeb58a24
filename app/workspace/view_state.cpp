#include "app/workspace/view_state.h"

#include <algorithm>
#include <span>

namespace causeway::workspace {

namespace {

// Long templates and patterns make chips that push everything else aside.
std::string shortened(const std::string &text, std::size_t most = 48)
{
    if (text.size() <= most)
        return text;
    std::size_t cut = most;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80)
        --cut;
    return text.substr(0, cut) + "…";
}

Message levelsLabel(const std::vector<Level> &levels)
{
    // "level ≥ warning" where the set is all from one level up.
    const Level least = *std::min_element(levels.begin(), levels.end());
    if (levels.size() > 1 && levels.size() == kLevelCount - static_cast<std::size_t>(least) && least != Level::Unknown)
        return Message(CAUSEWAY_TEXT("level ≥ %1"), toName(least));
    std::string names;
    for (const Level level : levels)
        names += (names.empty() ? "" : ", ") + std::string(toName(level));
    return Message(CAUSEWAY_TEXT("level: %1"), names);
}

std::string templateName(TemplateId id, const storage::TemplateCatalog *catalog)
{
    if (catalog == nullptr)
        return std::to_string(id.value);
    return shortened(catalog->nameOf(id));
}

Message parameterLabel(const storage::ParameterCondition &condition, const storage::TemplateCatalog *catalog)
{
    const storage::TemplateInfo *info = catalog == nullptr ? nullptr : catalog->find(condition.id);
    std::string name;
    std::uint32_t number = 0;
    for (const templates::Token &token : info == nullptr ? std::span<const templates::Token>() : std::span(info->tokens))
        if (token.parameter && number++ == condition.parameter)
            name = token.text;
    if (name.empty())
        name = "value " + std::to_string(condition.parameter + 1);
    return Message(CAUSEWAY_TEXT("%1: %2 = %3"), info == nullptr ? std::to_string(condition.id.value) : shortened(catalog->nameOf(condition.id), 32), name, shortened(condition.value, 32));
}

Message textLabel(const storage::TextCondition &condition)
{
    const std::string pattern = shortened(condition.pattern);
    if (condition.regex)
        return condition.negated ? Message(CAUSEWAY_TEXT("does not match /%1/"), pattern) : Message(CAUSEWAY_TEXT("matches /%1/"), pattern);
    return condition.negated ? Message(CAUSEWAY_TEXT("without “%1”"), pattern) : Message(CAUSEWAY_TEXT("contains “%1”"), pattern);
}

template <typename T>
void drop(std::vector<T> &values, std::size_t index)
{
    if (index < values.size())
        values.erase(values.begin() + static_cast<std::ptrdiff_t>(index));
}

} // namespace

std::vector<Chip> chipsOf(const ViewFilter &view, const storage::TemplateCatalog *catalog, const storage::Snapshot *snapshot)
{
    const storage::Filter &filter = view.filter;
    std::vector<Chip> chips;
    const auto add = [&](Chip::Kind kind, std::size_t index, Message label) { chips.push_back({kind, index, std::move(label)}); };
    if (!filter.levels.empty())
        add(Chip::Kind::Levels, 0, levelsLabel(filter.levels));
    for (std::size_t i = 0; i < filter.sources.size(); ++i) {
        const storage::SourceInfo *source = snapshot == nullptr ? nullptr : snapshot->source(filter.sources[i]);
        add(Chip::Kind::Source, i, Message(CAUSEWAY_TEXT("source: %1"), source == nullptr ? std::to_string(filter.sources[i].value) : shortened(source->name)));
    }
    for (std::size_t i = 0; i < filter.components.size(); ++i)
        add(Chip::Kind::Component, i, Message(CAUSEWAY_TEXT("component: %1"), shortened(filter.components[i])));
    for (std::size_t i = 0; i < filter.templates.size(); ++i)
        add(Chip::Kind::Template, i, Message(CAUSEWAY_TEXT("pattern: %1"), templateName(filter.templates[i], catalog)));
    for (std::size_t i = 0; i < filter.notTemplates.size(); ++i)
        add(Chip::Kind::NotTemplate, i, Message(CAUSEWAY_TEXT("not pattern: %1"), templateName(filter.notTemplates[i], catalog)));
    for (std::size_t i = 0; i < filter.texts.size(); ++i)
        add(Chip::Kind::Text, i, textLabel(filter.texts[i]));
    for (std::size_t i = 0; i < filter.parameters.size(); ++i)
        add(Chip::Kind::Parameter, i, parameterLabel(filter.parameters[i], catalog));
    if (filter.events)
        add(Chip::Kind::Events, 0, view.eventsName.empty() ? Message(CAUSEWAY_TEXT("%1 chosen events"), static_cast<std::int64_t>(filter.events->size()))
                                                           : Message(CAUSEWAY_TEXT("%1"), shortened(view.eventsName)));
    return chips;
}

ViewFilter without(ViewFilter view, const Chip &chip)
{
    storage::Filter &filter = view.filter;
    switch (chip.kind) {
    case Chip::Kind::Range: filter.range = {}; break;
    case Chip::Kind::Levels: filter.levels.clear(); break;
    case Chip::Kind::Template: drop(filter.templates, chip.index); break;
    case Chip::Kind::NotTemplate: drop(filter.notTemplates, chip.index); break;
    case Chip::Kind::Source: drop(filter.sources, chip.index); break;
    case Chip::Kind::Component: drop(filter.components, chip.index); break;
    case Chip::Kind::Text: drop(filter.texts, chip.index); break;
    case Chip::Kind::Parameter: drop(filter.parameters, chip.index); break;
    case Chip::Kind::Events:
        filter.events.reset();
        view.eventsName.clear();
        break;
    }
    return view;
}

} // namespace causeway::workspace
