#include "storage/bundle/bundle_info.h"

#include <openssl/evp.h>
#include <simdjson.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "storage/packed_blob.h"
#include "storage/stored_json.h"

namespace causeway::storage {

namespace {

constexpr const char *kWhat = CAUSEWAY_TEXT("what the bundle says of itself");
constexpr std::string_view kSqlite("SQLite format 3\0", 16);
constexpr std::size_t kApplicationIdAt = 68; // of the file's header, big endian
constexpr std::string_view kSealName = "causeway bundle ";

void writeRange(JsonWriter &json, std::string_view key, TimeRange range)
{
    json.key(key).beginArray().value(range.from.ns).value(range.to.ns).endArray();
}

bool readRange(const simdjson::dom::element &value, TimeRange &range)
{
    simdjson::dom::array list;
    return value.get(list) == simdjson::SUCCESS && list.size() == 2 && list.at(0).get(range.from.ns) == simdjson::SUCCESS && list.at(1).get(range.to.ns) == simdjson::SUCCESS &&
           range.from <= range.to;
}

} // namespace

std::string encodeBundleInfo(const BundleInfo &info)
{
    JsonWriter json;
    json.beginObject();
    writeBytes(json, "project", info.project);
    json.field("program", info.program).field("made_ns", info.madeNs);
    writeRange(json, "time", info.time);
    if (info.baseline)
        writeRange(json, "baseline", *info.baseline);
    json.field("events", info.events).field("spans", info.spans).field("traces", info.traces).field("metric_points", info.metricPoints);
    json.field("events_around", info.eventsAround).field("spans_around", info.spansAround).endObject();
    return json.take();
}

Result<BundleInfo> decodeBundleInfo(std::string_view text)
{
    BundleInfo info;
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    simdjson::dom::element value;
    std::string_view program;
    const auto number = [&](const char *key, auto &to) { return object[key].get(to) == simdjson::SUCCESS; };
    if (parser.parse(text.data(), text.size()).get(object) != simdjson::SUCCESS || object["program"].get(program) != simdjson::SUCCESS || !number("made_ns", info.madeNs) ||
        object["time"].get(value) != simdjson::SUCCESS || !readRange(value, info.time) || !number("events", info.events) || !number("spans", info.spans) || !number("traces", info.traces) ||
        !number("metric_points", info.metricPoints) || !number("events_around", info.eventsAround) || !number("spans_around", info.spansAround))
        return failure(damagedBlob(kWhat));
    if (object["baseline"].get(value) == simdjson::SUCCESS && !readRange(value, info.baseline.emplace()))
        return failure(damagedBlob(kWhat));
    info.project = readBytes(object, "project");
    info.program = program;
    return info;
}

Result<std::optional<BundleInfo>> bundleInfo(Database &database)
{
    Statement row = database.prepare("SELECT value FROM setting WHERE name=?");
    CAUSEWAY_ASSIGN(const bool found, row.bind(kBundleSetting).step());
    if (!found)
        return std::optional<BundleInfo>();
    CAUSEWAY_ASSIGN(BundleInfo info, decodeBundleInfo(row.text(0)));
    return std::optional(std::move(info));
}

std::int64_t applicationIdOf(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    std::array<char, kApplicationIdAt + 4> head{};
    if (!file.read(head.data(), head.size()) || std::string_view(head.data(), kSqlite.size()) != kSqlite)
        return 0;
    std::uint32_t id = 0;
    for (std::size_t i = 0; i < 4; ++i)
        id = id << 8 | static_cast<unsigned char>(head[kApplicationIdAt + i]);
    return id;
}

std::string makeSeal(std::string_view sha256Hex, std::uint64_t bytes)
{
    std::string seal(kSealName);
    std::array<char, 17> size{};
    std::snprintf(size.data(), size.size(), "%015llx", static_cast<unsigned long long>(bytes));
    seal.append(sha256Hex).append(size.data());
    seal.resize(kSealBytes - 1, ' ');
    return seal + '\n';
}

bool isSeal(std::string_view seal, std::string_view sha256Hex, std::uint64_t bytes) { return seal == makeSeal(sha256Hex, bytes); }

Sha256::Sha256() : m_context(EVP_MD_CTX_new()) { EVP_DigestInit_ex(static_cast<EVP_MD_CTX *>(m_context), EVP_sha256(), nullptr); }
Sha256::~Sha256() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX *>(m_context)); }
void Sha256::add(std::string_view bytes) { EVP_DigestUpdate(static_cast<EVP_MD_CTX *>(m_context), bytes.data(), bytes.size()); }

std::string Sha256::hex()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_DigestFinal_ex(static_cast<EVP_MD_CTX *>(m_context), digest.data(), &size);
    static constexpr char kHex[] = "0123456789abcdef";
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        hex += kHex[digest[i] >> 4];
        hex += kHex[digest[i] & 15];
    }
    return hex;
}

} // namespace causeway::storage
