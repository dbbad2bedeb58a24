#include "storage/template_store.h"

#include <algorithm>
#include <map>

#include "storage/database.h"
#include "storage/stored_json.h"

namespace causeway::storage {

namespace {

Result<std::uint64_t> number(Database &database, const char *name)
{
    Statement row = database.prepare("SELECT CAST(value AS INTEGER) FROM setting WHERE name=?");
    CAUSEWAY_ASSIGN(const bool found, row.bind(name).step());
    return found ? static_cast<std::uint64_t>(row.integer(0)) : 0;
}

Result<void> setNumber(Database &database, const char *name, std::uint64_t value)
{
    return database.prepare("INSERT INTO setting(name,value) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=excluded.value")
        .bind(name)
        .bind(std::to_string(value))
        .run();
}

// Ids are indices of a table in memory: a damaged file must not make it huge.
constexpr std::int64_t kLargestId = 1 << 24;

} // namespace

std::string TemplateInfo::text() const
{
    templates::MinedTemplate mined;
    mined.tokens = tokens;
    return mined.text();
}

const TemplateInfo *TemplateCatalog::find(TemplateId id) const
{
    // Aliases may point to aliases; they are followed a bounded number of times so that a circle in a damaged file ends.
    for (int hop = 0; hop < 64; ++hop) {
        if (id.value < index.size() && index[id.value] != 0)
            return &templates[index[id.value] - 1];
        const auto alias = std::lower_bound(aliases.begin(), aliases.end(), id, [](const auto &entry, TemplateId key) { return entry.first < key; });
        if (alias == aliases.end() || alias->first != id)
            return nullptr;
        id = alias->second;
    }
    return nullptr;
}

TemplateId TemplateCatalog::templateOf(ShapeId shape) const
{
    return shape.value < ofShape.size() ? ofShape[shape.value] : TemplateId();
}

std::string TemplateCatalog::nameOf(TemplateId id) const
{
    const TemplateInfo *info = find(id);
    if (info == nullptr)
        return "template " + std::to_string(id.value);
    if (!info->name.empty())
        return info->name;
    std::string text = info->text();
    return text.empty() ? "template " + std::to_string(id.value) : text;
}

Result<std::shared_ptr<const TemplateCatalog>> TemplateStore::catalog() const
{
    auto catalog = std::make_shared<TemplateCatalog>();
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(catalog->version, version(database));
        std::map<TemplateId, std::vector<ShapeId>> shapes;
        {
            Statement row = database.prepare("SELECT shape, template FROM shape_template WHERE shape>=0 AND shape<?1 AND template>0 AND template<?1 ORDER BY shape");
            row.bind(kLargestId);
            for (;;) {
                CAUSEWAY_ASSIGN(const bool more, row.step());
                if (!more)
                    break;
                const ShapeId shape(static_cast<std::uint32_t>(row.integer(0)));
                const TemplateId id(static_cast<std::uint32_t>(row.integer(1)));
                catalog->ofShape.resize(shape.value + 1);
                catalog->ofShape[shape.value] = id;
                shapes[id].push_back(shape);
            }
        }
        {
            Statement row = database.prepare("SELECT id, tokens, name, pinned, count, first_ns, last_ns FROM template WHERE id>0 AND id<? ORDER BY count DESC, id");
            row.bind(kLargestId);
            for (;;) {
                CAUSEWAY_ASSIGN(const bool more, row.step());
                if (!more)
                    break;
                TemplateInfo info;
                info.id = TemplateId(static_cast<std::uint32_t>(row.integer(0)));
                CAUSEWAY_ASSIGN(info.tokens, decodeTokens(row.text(1)));
                info.name = row.text(2);
                info.pinned = row.integer(3) != 0;
                info.count = static_cast<std::uint64_t>(row.integer(4));
                info.first = TimePoint{row.integer(5)};
                info.last = TimePoint{row.integer(6)};
                info.shapes = std::move(shapes[info.id]);
                catalog->templates.push_back(std::move(info));
            }
        }
        Statement row = database.prepare("SELECT old, new FROM template_alias WHERE old>0 AND old<?1 AND new>0 AND new<?1 ORDER BY old");
        row.bind(kLargestId);
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, row.step());
            if (!more)
                return {};
            catalog->aliases.emplace_back(static_cast<std::uint32_t>(row.integer(0)), static_cast<std::uint32_t>(row.integer(1)));
        }
    }));
    for (std::size_t i = 0; i < catalog->templates.size(); ++i) {
        const std::uint32_t id = catalog->templates[i].id.value;
        if (id >= catalog->index.size())
            catalog->index.resize(id + 1, 0);
        catalog->index[id] = static_cast<std::uint32_t>(i + 1);
    }
    return catalog;
}

Result<std::uint64_t> TemplateStore::version(Database &database) { return number(database, "template.version"); }
Result<std::uint64_t> TemplateStore::minedSnapshot(Database &database) { return number(database, "template.snapshot"); }
Result<void> TemplateStore::setMinedSnapshot(Database &database, std::uint64_t value) { return setNumber(database, "template.snapshot", value); }

Result<std::uint32_t> TemplateStore::nextId(Database &database)
{
    CAUSEWAY_ASSIGN(const std::uint64_t next, number(database, "template.next"));
    return static_cast<std::uint32_t>(std::max<std::uint64_t>(next, 1));
}

Result<void> TemplateStore::setNextId(Database &database, std::uint32_t next) { return setNumber(database, "template.next", next); }

Result<void> TemplateStore::replace(Database &database, const std::map<TemplateId, std::vector<templates::Token>> &texts, const templates::StableIds &ids)
{
    // Rows of templates that pins keep alive stay as they are: what is mined replaces text, never names and pins.
    Statement row = database.prepare("INSERT INTO template(id,tokens,count,first_ns,last_ns) VALUES(?,?,0,?,?) ON CONFLICT(id) DO UPDATE "
                                     "SET tokens=CASE pinned WHEN 0 THEN excluded.tokens ELSE tokens END");
    for (const auto &[id, tokens] : texts)
        CAUSEWAY_TRY(row.bind(id.value).bind(encodeTokens(tokens)).bind(TimePoint::none().ns).bind(TimePoint::none().ns).run());
    Statement assign = database.prepare("INSERT INTO shape_template(shape,template) VALUES(?,?) ON CONFLICT(shape) DO UPDATE SET template=excluded.template");
    for (const auto &[shape, id] : ids.assignment)
        CAUSEWAY_TRY(assign.bind(shape.value).bind(id.value).run());
    Statement alias = database.prepare("INSERT OR REPLACE INTO template_alias(old,new) VALUES(?,?)");
    for (const auto &[old, now] : ids.aliases)
        CAUSEWAY_TRY(alias.bind(old.value).bind(now.value).run());
    CAUSEWAY_TRY(setNextId(database, ids.nextId));
    return refresh(database);
}

Result<std::vector<templates::EarlierAssignment>> TemplateStore::assignment(Database &database)
{
    std::vector<templates::EarlierAssignment> all;
    Statement row = database.prepare("SELECT shape, template, pinned FROM shape_template WHERE shape>=0 AND shape<?1 AND template>0 AND template<?1 ORDER BY shape");
    row.bind(kLargestId);
    for (;;) {
        CAUSEWAY_ASSIGN(const bool more, row.step());
        if (!more)
            return all;
        all.push_back({ShapeId(static_cast<std::uint32_t>(row.integer(0))), TemplateId(static_cast<std::uint32_t>(row.integer(1))), row.integer(2) != 0});
    }
}

Result<void> TemplateStore::addUses(Database &database, std::span<const ShapeUse> uses)
{
    // none() is the smallest number: a first time of none gives way to any other, a last time of none as well.
    Statement row = database.prepare("INSERT INTO shape_use(shape,count,first_ns,last_ns) VALUES(?1,?2,?3,?4) ON CONFLICT(shape) DO UPDATE SET "
                                     "count=count+excluded.count, last_ns=max(last_ns,excluded.last_ns), "
                                     "first_ns=CASE WHEN first_ns=?5 THEN excluded.first_ns WHEN excluded.first_ns=?5 THEN first_ns "
                                     "ELSE min(first_ns,excluded.first_ns) END");
    for (const ShapeUse &use : uses)
        CAUSEWAY_TRY(row.bind(use.shape.value).bind(use.count).bind(use.first.ns).bind(use.last.ns).bind(TimePoint::none().ns).run());
    return {};
}

Result<void> TemplateStore::refresh(Database &database)
{
    CAUSEWAY_TRY(database.execute("DELETE FROM template WHERE id NOT IN (SELECT template FROM shape_template);"
                                  // An id that is in use again is nobody's alias.
                                  "DELETE FROM template_alias WHERE old IN (SELECT id FROM template);"));
    Statement row = database.prepare("UPDATE template SET count=u.n, last_ns=u.b, first_ns=ifnull(u.a,?1) FROM "
                                     "(SELECT t.template id, sum(s.count) n, min(nullif(s.first_ns,?1)) a, max(s.last_ns) b "
                                     "FROM shape_template t JOIN shape_use s ON s.shape=t.shape GROUP BY t.template) u WHERE template.id=u.id");
    CAUSEWAY_TRY(row.bind(TimePoint::none().ns).run());
    CAUSEWAY_ASSIGN(const std::uint64_t current, version(database));
    return setNumber(database, "template.version", current + 1);
}

} // namespace causeway::storage
