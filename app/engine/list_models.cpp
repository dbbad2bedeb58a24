#include "app/engine/list_models.h"

#include <charconv>

#include "analysis/flow/detectors.h"
#include "analysis/learn/builtin.h"
#include "app/engine/nearest.h"
#include "app/engine/train_detector.h"

namespace causeway::engine {

namespace {

const std::vector<const detect::Detector *> &allDetectors()
{
    static const std::vector<const detect::Detector *> kAll = [] {
        std::vector<const detect::Detector *> all;
        for (const auto some : {detect::detectors(), flow::detectors(), learn::detectors()})
            all.insert(all.end(), some.begin(), some.end());
        return all;
    }();
    return kAll;
}

} // namespace

Result<std::vector<storage::ModelInfo>> listModels(storage::Project &project, const Job &job)
{
    if (job.isCancelled())
        return failure(cancelled());
    return storage::ModelStore(project).all();
}

const storage::ModelInfo *judgingModel(const std::vector<storage::ModelInfo> &models, std::string_view detector)
{
    const storage::ModelInfo *found = nullptr;
    for (const storage::ModelInfo &model : models) {
        if (model.detector != detector)
            continue;
        if (model.status == "active")
            return &model;
        if (found == nullptr && model.status != "retired" && !isProposed(model))
            found = &model;
    }
    return found;
}

std::vector<detect::DetectorInfo> listDetectors()
{
    std::vector<detect::DetectorInfo> out;
    for (const detect::Detector *detector : allDetectors())
        out.push_back(detector->info());
    return out;
}

const detect::Detector *findDetector(std::string_view name)
{
    for (const detect::Detector *detector : allDetectors())
        if (detector->info().name == name)
            return detector;
    return nullptr;
}

Result<const detect::Detector *> requireDetector(std::string_view name)
{
    if (const detect::Detector *detector = findDetector(name))
        return detector;
    std::vector<std::string> names;
    std::string all;
    for (const detect::Detector *detector : allDetectors()) {
        names.push_back(detector->info().name);
        all += (all.empty() ? "" : ", ") + names.back();
    }
    const std::string near = nearest(name, names);
    return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no detector “%1”"), name), {},
                   near.empty() ? Message(CAUSEWAY_TEXT("There are: %1."), all) : Message(CAUSEWAY_TEXT("Did you mean “%1”? There are: %2."), near, all));
}

Result<storage::ModelInfo> findModel(storage::Project &project, const std::string &what)
{
    storage::ModelStore store(project);
    std::int64_t number = 0;
    const auto [end, status] = std::from_chars(what.data(), what.data() + what.size(), number);
    if (status == std::errc() && end == what.data() + what.size())
        return store.get(ModelId(number));
    CAUSEWAY_ASSIGN(const detect::Detector *const detector, requireDetector(what));
    return store.newest(detector->info().name);
}

} // namespace causeway::engine
