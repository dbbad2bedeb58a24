#include "storage/class_store.h"

#include "storage/database.h"

namespace causeway::storage {

namespace {
constexpr std::size_t kLookEvery = 4096; // rows between looks at the token
}

Result<void> ClassStore::insert(Database &database, SourceId source, std::span<const boundaries::ClassFact> facts)
{
    Statement row = database.prepare("INSERT INTO class_fact(source,kind,a,b,use_case,weight) VALUES(?,?,?,?,?,?)");
    for (const boundaries::ClassFact &fact : facts)
        CAUSEWAY_TRY(row.bind(source.value).bind(boundaries::toName(fact.kind)).bind(fact.a).bind(fact.b).bind(fact.useCase).bind(fact.weight).run());
    return {};
}

Result<std::vector<boundaries::ClassFact>> ClassStore::load(const Job &job) const
{
    std::vector<boundaries::ClassFact> out;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare("SELECT kind,a,b,use_case,weight FROM class_fact JOIN source ON source.id=class_fact.source JOIN import ON import.id=source.import WHERE import.status='complete' ORDER BY class_fact.id");
        while (true) {
            CAUSEWAY_ASSIGN(const bool there, row.step());
            if (!there)
                return {};
            if (out.size() % kLookEvery == 0 && job.isCancelled())
                return failure(cancelled());
            const auto kind = boundaries::factKindOf(row.text(0));
            if (!kind)
                return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The project is damaged")), Message(CAUSEWAY_TEXT("“%1” is nothing that is known of classes"), row.text(0)), {}, {m_project.path(), 0, -1});
            out.push_back({*kind, row.text(1), row.text(2), row.text(3), row.real(4)});
        }
    }));
    return out;
}

Result<std::vector<std::string>> ClassStore::sources() const
{
    std::vector<std::string> out;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare("SELECT name FROM source JOIN import ON import.id=source.import WHERE import.status='complete' AND source.id IN (SELECT source FROM class_fact) ORDER BY source.id");
        while (true) {
            CAUSEWAY_ASSIGN(const bool there, row.step());
            if (!there)
                return {};
            out.push_back(row.text(0));
        }
    }));
    return out;
}

} // namespace causeway::storage
