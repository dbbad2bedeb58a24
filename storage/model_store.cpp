#include <openssl/evp.h>
#include <simdjson.h>

#include <array>
#include <charconv>

#include "storage/clock.h"
#include "storage/database.h"
#include "storage/digest.h"
#include "storage/finding_store.h"
#include "storage/packed_blob.h"
#include "storage/stored_json.h"

namespace causeway::storage {

namespace {

constexpr const char *kColumns = "SELECT id,detector,status,created_ns,settings,grouping,report,labels,metrics,parent,fingerprint,"
                                 "(SELECT CAST(value AS REAL) FROM setting WHERE name='model.threshold.'||model.id) FROM model ";

Result<ModelInfo> readRow(const Statement &row)
{
    ModelInfo info;
    info.id = ModelId(row.integer(0));
    info.detector = row.text(1);
    info.status = row.text(2);
    info.createdNs = row.integer(3);
    info.settings = row.text(4);
    info.grouping = row.text(5);
    CAUSEWAY_ASSIGN(info.report, decodeReport(row.text(6)));
    info.labels = static_cast<std::uint64_t>(row.integer(7));
    info.metrics = row.text(8);
    info.parent = ModelId(row.integer(9));
    info.dataFingerprint = row.text(10);
    if (!row.isNull(11))
        info.threshold = row.real(11);
    return info;
}

tl::unexpected<Error> noModel(ModelId id)
{
    return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no model number %1"), id.value), {},
                   Message(CAUSEWAY_TEXT("See them with: causeway models PROJECT.")));
}

// What models are, in the order changed.
using Statuses = std::vector<std::pair<std::int64_t, std::string>>;

std::string encodeStatuses(const Statuses &statuses)
{
    JsonWriter json;
    json.beginArray();
    for (const auto &[model, status] : statuses)
        json.beginObject().field("model", model).field("status", status).endObject();
    json.endArray();
    return json.take();
}

Result<Statuses> decodeStatuses(std::string_view json)
{
    simdjson::dom::parser parser;
    simdjson::dom::array list;
    const auto damaged = [] { return failure(damagedBlob(CAUSEWAY_TEXT("an edit of models"))); };
    if (parser.parse(json.data(), json.size()).get(list) != simdjson::SUCCESS)
        return damaged();
    Statuses statuses;
    for (const simdjson::dom::element item : list) {
        std::int64_t model = 0;
        std::string_view status;
        if (item["model"].get(model) != simdjson::SUCCESS || item["status"].get(status) != simdjson::SUCCESS)
            return damaged();
        statuses.emplace_back(model, status);
    }
    return statuses;
}

constexpr std::string_view kThresholdEdit = "model.threshold";

std::string thresholdName(ModelId id) { return "model.threshold." + std::to_string(id.value); }

std::string encodeThreshold(ModelId id, std::optional<double> threshold)
{
    JsonWriter json;
    json.beginObject().field("model", id.value).key("threshold");
    if (threshold)
        json.value(*threshold);
    else
        json.null();
    json.endObject();
    return json.take();
}

Result<void> writeThreshold(Database &database, ModelId id, std::optional<double> threshold)
{
    const std::string name = thresholdName(id);
    if (!threshold)
        return database.prepare("DELETE FROM setting WHERE name=?").bind(name).run();
    std::array<char, 32> digits{};
    const auto [end, status] = std::to_chars(digits.data(), digits.data() + digits.size(), *threshold);
    return database.prepare("INSERT OR REPLACE INTO setting(name,value) VALUES(?,?)").bind(name).bind(std::string(digits.data(), end)).run(); // reads back as the same number
}

Result<void> applyThreshold(Database &database, std::string_view json)
{
    simdjson::dom::parser parser;
    simdjson::dom::element edit;
    const auto damaged = [] { return failure(damagedBlob(CAUSEWAY_TEXT("an edit of models"))); };
    std::int64_t model = 0;
    double threshold = 0;
    simdjson::dom::element value;
    if (parser.parse(json.data(), json.size()).get(edit) != simdjson::SUCCESS || edit["model"].get(model) != simdjson::SUCCESS || edit["threshold"].get(value) != simdjson::SUCCESS ||
        (!value.is_null() && value.get(threshold) != simdjson::SUCCESS))
        return damaged();
    return writeThreshold(database, ModelId(model), value.is_null() ? std::nullopt : std::optional(threshold));
}

Result<void> applyStatuses(Database &database, const Statuses &statuses)
{
    for (const auto &[model, status] : statuses)
        CAUSEWAY_TRY(database.prepare("UPDATE model SET status=? WHERE id=?").bind(status).bind(model).run());
    return {};
}

Result<void> applyEdit(Database &database, std::string_view kind, std::string_view json)
{
    if (kind == kThresholdEdit)
        return applyThreshold(database, json);
    CAUSEWAY_ASSIGN(const Statuses statuses, decodeStatuses(json));
    return applyStatuses(database, statuses);
}

Result<void> replay(Database &database, const EditInfo &edit, bool undo) { return applyEdit(database, edit.kind, undo ? edit.before : edit.after); }

} // namespace

std::string sha256Hex(std::string_view bytes)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
    static constexpr char kHex[] = "0123456789abcdef";
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        hex += kHex[digest[i] >> 4];
        hex += kHex[digest[i] & 15];
    }
    return hex;
}

Result<ModelId> ModelStore::add(const ModelInfo &info, std::string_view bytes, std::span<const std::string> usedSubjects)
{
    const std::string used = packTexts(usedSubjects);
    ModelId id;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        CAUSEWAY_TRY(database.prepare("INSERT INTO model(detector,status,created_ns,settings,grouping,report,labels,metrics,parent,fingerprint,sha256,bytes,used) "
                                      "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)")
                         .bind(info.detector)
                         .bind(info.status)
                         .bind(info.createdNs)
                         .bind(info.settings)
                         .bind(info.grouping)
                         .bind(encodeReport(info.report))
                         .bind(info.labels)
                         .bind(info.metrics)
                         .bind(info.parent.value)
                         .bind(info.dataFingerprint)
                         .bind(sha256Hex(bytes))
                         .bindBlob(bytes)
                         .bindBlob(used)
                         .run());
        id = ModelId(database.lastInsertId());
        return {};
    }));
    return id;
}

Result<std::vector<ModelInfo>> ModelStore::all() const
{
    std::vector<ModelInfo> models;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kColumns) + "ORDER BY id DESC");
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, row.step());
            if (!more)
                return {};
            CAUSEWAY_ASSIGN(ModelInfo info, readRow(row));
            models.push_back(std::move(info));
        }
    }));
    return models;
}

Result<ModelInfo> ModelStore::get(ModelId id) const
{
    ModelInfo info;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kColumns) + "WHERE id=?");
        CAUSEWAY_ASSIGN(const bool found, row.bind(id.value).step());
        if (!found)
            return noModel(id);
        CAUSEWAY_ASSIGN(info, readRow(row));
        return {};
    }));
    return info;
}

Result<std::string> ModelStore::bytes(ModelId id) const
{
    std::string bytes;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare("SELECT bytes, sha256 FROM model WHERE id=?");
        CAUSEWAY_ASSIGN(const bool found, row.bind(id.value).step());
        if (!found)
            return noModel(id);
        bytes = row.blob(0);
        if (sha256Hex(bytes) != row.text(1))
            return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("Model number %1 cannot be used"), id.value),
                           Message(CAUSEWAY_TEXT("its bytes have changed since it was stored")),
                           Message(CAUSEWAY_TEXT("Train it again.")));
        return {};
    }));
    return bytes;
}

Result<std::vector<std::string>> ModelStore::usedSubjects(ModelId id) const
{
    std::vector<std::string> used;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare("SELECT used FROM model WHERE id=?");
        CAUSEWAY_ASSIGN(const bool found, row.bind(id.value).step());
        if (!found)
            return noModel(id);
        CAUSEWAY_ASSIGN(used, unpackTexts(row.blob(0), CAUSEWAY_TEXT("the subjects that a model was trained on")));
        return {};
    }));
    return used;
}

Result<EditNumber> ModelStore::promote(ModelId id)
{
    EditNumber number = 0;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kColumns) + "WHERE id=?");
        CAUSEWAY_ASSIGN(const bool found, row.bind(id.value).step());
        if (!found)
            return noModel(id);
        CAUSEWAY_ASSIGN(const ModelInfo model, readRow(row));
        if (model.status == "active")
            return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("Model %1 is active already"), id.value));
        Statuses before{{id.value, model.status}}, after{{id.value, "active"}};
        Statement others = database.prepare("SELECT id FROM model WHERE detector=? AND status='active' ORDER BY id");
        others.bind(model.detector);
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, others.step());
            if (!more)
                break;
            before.emplace_back(others.integer(0), "active");
            after.emplace_back(others.integer(0), "retired");
        }
        EditInfo edit;
        edit.kind = "model.promote";
        edit.subject = model.detector;
        edit.summary = "Make model " + std::to_string(id.value) + " of " + model.detector + " active";
        edit.before = encodeStatuses(before);
        edit.after = encodeStatuses(after);
        edit.atNs = nowNs();
        edit.touches.push_back("model:" + model.detector); // one is active at a time: an earlier promotion waits for the later
        CAUSEWAY_TRY(applyStatuses(database, after));
        CAUSEWAY_ASSIGN(number, EditLog::append(database, edit));
        return {};
    }));
    return number;
}

Result<void> ModelStore::undo(EditNumber edit) { return EditLog(m_project).undo(edit, replay); }

Result<void> ModelStore::redo(EditNumber edit) { return EditLog(m_project).redo(edit, replay); }

Result<void> ModelStore::setMetrics(ModelId id, std::string_view json)
{
    CAUSEWAY_TRY(get(id));
    return m_project.write(Project::Durability::Normal,
                           [&](Database &database) { return database.prepare("UPDATE model SET metrics=? WHERE id=?").bind(json).bind(id.value).run(); });
}

Result<void> ModelStore::setThreshold(ModelId id, std::optional<double> threshold)
{
    CAUSEWAY_TRY(get(id));
    return m_project.write(Project::Durability::Durable, [&](Database &database) { return writeThreshold(database, id, threshold); });
}

Result<EditNumber> ModelStore::changeThreshold(ModelId id, std::optional<double> threshold)
{
    EditNumber number = 0;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kColumns) + "WHERE id=?");
        CAUSEWAY_ASSIGN(const bool found, row.bind(id.value).step());
        if (!found)
            return noModel(id);
        CAUSEWAY_ASSIGN(const ModelInfo model, readRow(row));
        if (model.threshold == threshold)
            return {};
        EditInfo edit;
        edit.kind = kThresholdEdit;
        edit.subject = model.detector;
        edit.summary = threshold ? "Another threshold for model " + std::to_string(id.value) + " of " + model.detector
                                 : "Back to the learned threshold of model " + std::to_string(id.value) + " of " + model.detector;
        edit.before = encodeThreshold(id, model.threshold);
        edit.after = encodeThreshold(id, threshold);
        edit.atNs = nowNs();
        edit.touches.push_back(thresholdName(id));
        CAUSEWAY_TRY(writeThreshold(database, id, threshold));
        CAUSEWAY_ASSIGN(number, EditLog::append(database, edit));
        return {};
    }));
    return number;
}

Result<ModelInfo> ModelStore::newest(std::string_view detector) const
{
    ModelInfo info;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kColumns) + "WHERE detector=? AND status<>'retired' ORDER BY status='active' DESC, instr(settings, '\"proposed\":true') > 0, id DESC LIMIT 1");
        CAUSEWAY_ASSIGN(const bool found, row.bind(detector).step());
        if (!found)
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no trained model of “%1”"), detector), {},
                           Message(CAUSEWAY_TEXT("Train one first: causeway train PROJECT %1."), detector));
        CAUSEWAY_ASSIGN(info, readRow(row));
        return {};
    }));
    return info;
}

} // namespace causeway::storage
