#include "app/engine/bundle_subjects.h"

#include <charconv>

#include "app/engine/window_times.h"

namespace causeway::engine {

std::optional<Subject> SubjectsInside::moved(const Subject &subject) const
{
    bool inside = false;
    switch (subject.kind) {
    case SubjectKind::Event: return event(subject);
    case SubjectKind::Trace: inside = hasTrace(subject.id); break;
    case SubjectKind::Service: inside = services.contains(subject.id); break;
    case SubjectKind::Session:
    case SubjectKind::Window: inside = hasSession(subject.id); break;
    case SubjectKind::Edge:
    case SubjectKind::Metric: break;
    }
    return inside ? std::optional(subject) : std::nullopt;
}

bool SubjectsInside::hasTrace(std::string_view id) const
{
    const auto key = traces::parseTraceKey(id);
    return key && traces.contains(*key);
}

bool SubjectsInside::hasSession(std::string_view id) const
{
    if (sessions && id.starts_with(sessions->grouping + "=")) {
        const auto found = sessions->find(id);
        return found && touched[*found];
    }
    if (const auto window = windowTimes(id))
        return storage::touches(times, window->from, {window->to.ns - 1});
    if (id.starts_with("trace="))
        return hasTrace(id.substr(6));
    return id.starts_with("source=") && sources.contains(id.substr(7));
}

std::optional<Subject> SubjectsInside::event(const Subject &subject) const
{
    std::uint64_t number = 0;
    const char *const last = subject.id.data() + subject.id.size();
    const auto [end, status] = std::from_chars(subject.id.data(), last, number);
    const auto to = status == std::errc() && end == last ? events->moved(EventId(number)) : std::nullopt;
    return to ? std::optional(Subject{SubjectKind::Event, std::to_string(to->value)}) : std::nullopt;
}

} // namespace causeway::engine
