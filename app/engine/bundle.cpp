#include "app/engine/bundle.h"

#include <sys/stat.h>

#include <filesystem>

#include "app/engine/cause_calibration.h"
#include "app/engine/group_sessions.h"
#include "app/engine/once_pass_cache.h"
#include "storage/bundle/open_bundle.h"
#include "storage/clock.h"
#include "storage/incident_store.h"

namespace causeway::engine {

Result<MadeBundle> makeBundle(storage::Project &project, const BundleRequest &request, const std::string &file, const Job &job)
{
    MadeBundle made;
    CAUSEWAY_ASSIGN(made.plan, planBundle(project, request, job));
    storage::BundleInfo &info = made.plan.content.info;
    info.project = std::filesystem::path(project.path()).filename().string();
    info.program = CAUSEWAY_VERSION;
    info.madeNs = storage::nowNs();
    // What was learned from all incidents holds where some of them are, too.
    CAUSEWAY_ASSIGN(const auto incidents, storage::IncidentStore(project).all());
    std::vector<storage::Incident> inside;
    for (const storage::Incident &incident : incidents)
        if (made.plan.content.everything || storage::touches(made.plan.content.times, incident.time.from, TimePoint{incident.time.to.ns - 1}))
            inside.push_back(incident);
    CAUSEWAY_ASSIGN(made.plan.content.settings[kCalibrationSetting], calibrationFor(project, incidents, inside));
    storage::EventReader reader(project.shared_from_this(), made.plan.content.snapshot, kOncePassCache);
    CAUSEWAY_ASSIGN(made.counts, storage::writeBundle(project, reader, made.plan.content, file, job));
    return made;
}

Result<OpenedBundle> openBundle(const std::string &file, const std::string &path, unsigned threads, const Job &job)
{
    OpenedBundle opened;
    CAUSEWAY_ASSIGN(opened.info, storage::openBundle(file, path, job));
    {
        CAUSEWAY_ASSIGN(const auto project, storage::Project::open(path, storage::Project::Mode::OpenExisting));
        CAUSEWAY_ASSIGN(const std::string grouping, project->setting("grouping"));
        // The project is there; where its events cannot be grouped now, they can be later.
        if (!grouping.empty())
            (void)currentSessions(*project, threads, job);
    }
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0)
        opened.bytes = static_cast<std::uint64_t>(status.st_size);
    return opened;
}

} // namespace causeway::engine
