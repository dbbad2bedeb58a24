#pragma once
// Templates as ordinary tables: which shapes make a template, its text, name, aliases of ids that vanished.

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/templates/miner.h"
#include "storage/project.h"

namespace causeway::storage {

struct TemplateInfo {
    TemplateId id;
    std::vector<templates::Token> tokens;
    std::string name;     // given by a person; empty = text()
    bool pinned = false;
    std::uint64_t count = 0;
    std::vector<ShapeId> shapes;
    TimePoint first = TimePoint::none(), last = TimePoint::none();
    [[nodiscard]] std::string text() const; // parameters as <*>
};

// Immutable picture of the template tables; shared between threads.
class TemplateCatalog {
public:
    std::vector<TemplateInfo> templates;        // falling count
    std::vector<TemplateId> ofShape;            // by ShapeId; 0 where a shape has none yet
    std::uint64_t version = 0;
    [[nodiscard]] const TemplateInfo *find(TemplateId id) const; // follows aliases; nullptr where unknown
    [[nodiscard]] TemplateId templateOf(ShapeId shape) const;
    [[nodiscard]] std::string nameOf(TemplateId id) const; // name, else text, else "template 17"
    std::vector<std::pair<TemplateId, TemplateId>> aliases; // sorted by first
    std::vector<std::uint32_t> index; // TemplateId → position in templates + 1
};

class TemplateStore {
public:
    explicit TemplateStore(Project &project) : m_project(project) {}
    Result<std::shared_ptr<const TemplateCatalog>> catalog() const;
    // Rises with every change of the tables.
    static Result<std::uint64_t> version(Database &database);
    // The snapshot version that was mined last; 0 = never.
    static Result<std::uint64_t> minedSnapshot(Database &database);
    static Result<void> setMinedSnapshot(Database &database, std::uint64_t version);
    static Result<std::uint32_t> nextId(Database &database);
    static Result<void> setNextId(Database &database, std::uint32_t next);

    // How often and when shapes occur, as far as events were read; added up over calls.
    struct ShapeUse {
        ShapeId shape;
        std::uint64_t count = 0;
        TimePoint first = TimePoint::none(), last = TimePoint::none();
    };
    static Result<void> addUses(Database &database, std::span<const ShapeUse> uses);
    // Counts and times of templates from those of their shapes; templates that have no shape go.
    static Result<void> refresh(Database &database);

    // Replaces the mined state in one transaction: templates, assignment, aliases (from templates::assignStableIds).
    // texts: by id, of all that are assigned.
    static Result<void> replace(Database &database, const std::map<TemplateId, std::vector<templates::Token>> &texts, const templates::StableIds &ids);
    static Result<std::vector<templates::EarlierAssignment>> assignment(Database &database);

private:
    Project &m_project;
};

} // namespace causeway::storage
