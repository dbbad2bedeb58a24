#include "storage/mask_store.h"

#include <simdjson.h>

#include "storage/database.h"
#include "storage/stored_json.h"

namespace causeway::storage {

namespace {

constexpr const char *kMasks = "template.masks", *kVersion = "template.masks.version", *kMined = "template.masks.mined";

Result<std::string> get(Database &database, const char *name)
{
    Statement row = database.prepare("SELECT value FROM setting WHERE name=?");
    CAUSEWAY_ASSIGN(const bool found, row.bind(name).step());
    return found ? row.text(0) : std::string();
}

Result<std::uint64_t> number(Database &database, const char *name)
{
    Statement row = database.prepare("SELECT CAST(value AS INTEGER) FROM setting WHERE name=?");
    CAUSEWAY_ASSIGN(const bool found, row.bind(name).step());
    return found ? static_cast<std::uint64_t>(row.integer(0)) : 0;
}

Result<void> put(Database &database, const char *name, const std::string &value)
{
    return database.prepare("INSERT INTO setting(name,value) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=excluded.value").bind(name).bind(value).run();
}

} // namespace

std::string encodeMasks(const std::vector<TemplateMask> &masks)
{
    JsonWriter json;
    json.beginArray();
    for (const TemplateMask &one : masks) {
        json.beginObject();
        writeBytes(json, "pattern", one.mask.pattern);
        writeBytes(json, "name", one.mask.name);
        writeBytes(json, "source", one.source);
        if (one.mask.type)
            json.field("type", toName(*one.mask.type));
        json.endObject();
    }
    json.endArray();
    return json.take();
}

Result<std::vector<TemplateMask>> decodeMasks(std::string_view text)
{
    simdjson::dom::parser parser;
    simdjson::dom::array list;
    const auto damaged = [] { return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The project file is damaged")), Message(CAUSEWAY_TEXT("the masks for patterns cannot be read"))); };
    if (parser.parse(text.data(), text.size()).get(list) != simdjson::SUCCESS)
        return damaged();
    std::vector<TemplateMask> masks;
    for (const simdjson::dom::element item : list) {
        simdjson::dom::object fields;
        if (item.get(fields) != simdjson::SUCCESS)
            return damaged();
        TemplateMask mask;
        mask.mask.pattern = readBytes(fields, "pattern");
        mask.mask.name = readBytes(fields, "name");
        mask.source = readBytes(fields, "source");
        std::string_view type;
        if (fields["type"].get(type) == simdjson::SUCCESS)
            mask.mask.type = templates::parameterTypeOf(type);
        masks.push_back(std::move(mask));
    }
    return masks;
}

Result<std::vector<TemplateMask>> MaskStore::masks(Database &database)
{
    CAUSEWAY_ASSIGN(const std::string text, get(database, kMasks));
    if (text.empty())
        return std::vector<TemplateMask>();
    return decodeMasks(text);
}

Result<std::uint64_t> MaskStore::version(Database &database) { return number(database, kVersion); }
Result<std::uint64_t> MaskStore::minedVersion(Database &database) { return number(database, kMined); }
Result<void> MaskStore::setMinedVersion(Database &database, std::uint64_t value) { return put(database, kMined, std::to_string(value)); }

Result<void> MaskStore::set(Database &database, const std::vector<TemplateMask> &masks)
{
    CAUSEWAY_ASSIGN(const std::uint64_t current, version(database));
    CAUSEWAY_TRY(put(database, kMasks, encodeMasks(masks)));
    return put(database, kVersion, std::to_string(current + 1));
}

} // namespace causeway::storage
