#include "storage/policy_store.h"

#include "storage/database.h"

namespace causeway::storage {

namespace {

constexpr const char *kColumns = "SELECT id,name,method,status='complete',scenario,settings,report,seed,created_ns";

StoredPolicy rowOf(Statement &row)
{
    StoredPolicy out;
    out.id = row.integer(0);
    out.name = row.text(1);
    out.method = row.text(2);
    out.complete = row.integer(3) != 0;
    out.scenario = row.text(4);
    out.settings = row.text(5);
    out.report = row.text(6);
    out.seed = static_cast<std::uint64_t>(row.integer(7));
    out.createdNs = row.integer(8);
    return out;
}

} // namespace

Result<void> PolicyStore::keep(StoredPolicy &policy)
{
    return m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        const bool fresh = policy.id == 0;
        Statement row = database.prepare(fresh ? "INSERT INTO trained_policy(name,method,status,scenario,settings,report,seed,created_ns,bytes) VALUES(?,?,?,?,?,?,?,?,?)"
                                               : "UPDATE trained_policy SET name=?,method=?,status=?,scenario=?,settings=?,report=?,seed=?,created_ns=?,bytes=? WHERE id=?");
        row.bind(policy.name).bind(policy.method).bind(policy.complete ? "complete" : "training").bind(policy.scenario).bind(policy.settings).bind(policy.report).bind(static_cast<std::int64_t>(policy.seed)).bind(policy.createdNs).bindBlob(policy.bytes);
        if (!fresh)
            row.bind(policy.id);
        CAUSEWAY_TRY(row.run());
        if (fresh)
            policy.id = database.lastInsertId();
        return {};
    });
}

Result<std::vector<StoredPolicy>> PolicyStore::all() const
{
    std::vector<StoredPolicy> out;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kColumns) + " FROM trained_policy ORDER BY id DESC");
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, row.step());
            if (!more)
                return {};
            out.push_back(rowOf(row));
        }
    }));
    return out;
}

Result<std::optional<StoredPolicy>> PolicyStore::get(std::int64_t id) const { return one("id=?", id); }
Result<std::optional<StoredPolicy>> PolicyStore::newest(std::string_view method) const { return one("method=? ORDER BY id DESC LIMIT 1", std::string(method)); }

Result<std::optional<StoredPolicy>> PolicyStore::one(const std::string &condition, const std::variant<std::int64_t, std::string> &value) const
{
    std::optional<StoredPolicy> out;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kColumns) + ",bytes FROM trained_policy WHERE " + condition);
        std::visit([&](const auto &bound) { row.bind(bound); }, value);
        CAUSEWAY_ASSIGN(const bool found, row.step());
        if (found) {
            out = rowOf(row);
            out->bytes = row.blob(9);
        }
        return {};
    }));
    return out;
}

} // namespace causeway::storage
