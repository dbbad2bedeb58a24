#include "app/engine/find_source.h"

#include "app/engine/nearest.h"

namespace causeway::engine {

Result<const storage::SourceInfo *> findSource(const storage::Snapshot &snapshot, std::string_view name)
{
    std::vector<std::string> names;
    for (const storage::SourceInfo &source : snapshot.sources) {
        if (source.name == name)
            return &source;
        names.push_back(source.name);
    }
    const std::string near = nearest(name, names);
    return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no source “%1”"), name), {},
                   near.empty() ? Message(CAUSEWAY_TEXT("causeway info PROJECT lists the sources.")) : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), near));
}

} // namespace causeway::engine
