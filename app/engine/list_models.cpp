#include "app/engine/list_models.h"

#include "app/engine/nearest.h"

namespace causeway::engine {

Result<std::vector<storage::ModelInfo>> listModels(storage::Project &project, const Job &job)
{
    if (job.isCancelled())
        return failure(cancelled());
    return storage::ModelStore(project).all();
}

std::vector<detect::DetectorInfo> listDetectors()
{
    std::vector<detect::DetectorInfo> out;
    for (const detect::Detector *detector : detect::detectors())
        out.push_back(detector->info());
    return out;
}

Result<const detect::Detector *> requireDetector(std::string_view name)
{
    if (const detect::Detector *detector = detect::findDetector(name))
        return detector;
    std::vector<std::string> names;
    std::string all;
    for (const detect::Detector *detector : detect::detectors()) {
        names.push_back(detector->info().name);
        all += (all.empty() ? "" : ", ") + names.back();
    }
    const std::string near = nearest(name, names);
    return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no detector “%1”"), name), {},
                   near.empty() ? Message(CAUSEWAY_TEXT("There are: %1."), all) : Message(CAUSEWAY_TEXT("Did you mean “%1”? There are: %2."), near, all));
}

} // namespace causeway::engine
