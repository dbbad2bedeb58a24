#include "storage/packed_blob.h"

#include <zstd.h>

#include <memory>

#include "analysis/core/bytes.h"
#include "analysis/core/limits.h"

namespace causeway::storage {

Error damagedBlob(const char *what)
{
    return {ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The project file is damaged")), Message(CAUSEWAY_TEXT("%1 cannot be read"), what),
            Message(CAUSEWAY_TEXT("Restore it from a copy, or make this part again.")), {}};
}

std::string packBlob(std::string_view bytes)
{
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, 1);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    const std::size_t size = ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(), bytes.size());
    out.resize(ZSTD_isError(size) != 0 ? 0 : size); // cannot fail with a buffer of compressBound
    return out;
}

Result<std::string> unpackBlob(std::string_view packed, const char *what)
{
    const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR ||
        size > (64ull << 20) + packed.size() * limits::kDecompressionRatio || size > (16ull << 30))
        return failure(damagedBlob(what));
    std::string out(static_cast<std::size_t>(size), '\0');
    const std::size_t got = ZSTD_decompress(out.data(), out.size(), packed.data(), packed.size());
    if (ZSTD_isError(got) != 0 || got != out.size())
        return failure(damagedBlob(what));
    return out;
}

std::string packTexts(std::span<const std::string> texts)
{
    ByteWriter writer;
    writer.varint(texts.size());
    for (const std::string &text : texts)
        writer.text(text);
    return packBlob(writer.bytes());
}

namespace {

bool readTexts(ByteReader reader, std::vector<std::string> &texts)
{
    const std::uint64_t count = reader.varint();
    if (reader.fits(count))
        texts.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count && reader.ok(); ++i)
        texts.emplace_back(reader.text());
    return reader.atEnd();
}

} // namespace

Result<std::vector<std::string>> unpackTexts(std::string_view packed, const char *what)
{
    const Result<std::string> bytes = unpackBlob(packed, what);
    if (!bytes)
        return failure(bytes.error());
    std::vector<std::string> texts;
    if (!readTexts(ByteReader(*bytes), texts))
        return failure(damagedBlob(what));
    return texts;
}

} // namespace causeway::storage
