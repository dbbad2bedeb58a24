#include "app/engine/mine_templates.h"

#include "app/engine/mining_run.h"
#include "storage/database.h"
#include "storage/snapshot_loader.h"

namespace causeway::engine {

Result<MineTemplatesResponse> mineTemplates(storage::Project &project, const MineTemplatesRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const MiningRun run, mineAll(project, std::nullopt, request.threads, job));
    MineTemplatesResponse response;
    CAUSEWAY_TRY(project.write(storage::Project::Durability::Normal, [&](storage::Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(response, writeMined(database, run));
        return {};
    }));
    return response;
}

Result<std::shared_ptr<const storage::TemplateCatalog>> currentTemplates(storage::Project &project, unsigned threads, const Job &job)
{
    bool current = false;
    CAUSEWAY_TRY(project.read([&](storage::Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(const std::uint64_t mined, storage::TemplateStore::minedSnapshot(database));
        CAUSEWAY_ASSIGN(const std::uint64_t version, storage::snapshotVersion(database));
        CAUSEWAY_ASSIGN(const std::uint64_t masks, storage::MaskStore::version(database));
        CAUSEWAY_ASSIGN(const std::uint64_t minedMasks, storage::MaskStore::minedVersion(database));
        current = mined == version && masks == minedMasks;
        return {};
    }));
    if (!current)
        CAUSEWAY_TRY(mineTemplates(project, {threads}, job));
    return storage::TemplateStore(project).catalog();
}

} // namespace causeway::engine
