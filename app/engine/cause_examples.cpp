#include "app/engine/cause_examples.h"

#include <algorithm>
#include <map>
#include <span>

#include "analysis/core/json_writer.h"
#include "app/engine/once_pass_cache.h"
#include "storage/event_reader.h"

namespace causeway::engine {

namespace {

constexpr std::size_t kAsked = 20; // lines a piece of evidence
constexpr std::size_t kBytes = 300;

} // namespace

Result<void> addExamples(storage::Project &project, std::vector<rootcause::Cause> &causes, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    storage::EventReader reader(project.shared_from_this(), snapshot, kOncePassCache);
    for (rootcause::Cause &cause : causes)
        for (rootcause::Evidence &item : cause.evidence) {
            if (job.isCancelled())
                return failure(cancelled());
            std::map<std::string, std::size_t> messages;
            for (const std::uint64_t id : std::span(item.events).first(std::min(kAsked, item.events.size()))) {
                CAUSEWAY_ASSIGN(const storage::Event event, reader.event(EventId(id)));
                std::string_view message = std::string_view(event.bytes).substr(event.contentBegin, event.contentEnd - event.contentBegin);
                message = message.substr(0, std::min(message.find('\n'), kBytes));
                ++messages[toValidUtf8(message)];
            }
            if (const auto most = std::ranges::max_element(messages, {}, [](const auto &one) { return one.second; }); most != messages.end())
                item.example = most->first;
        }
    return {};
}

} // namespace causeway::engine
