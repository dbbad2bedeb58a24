#include "storage/import/byte_source.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <cstring>

#include "analysis/core/limits.h"

namespace causeway::storage {

namespace {

constexpr std::size_t kInput = 256u << 10;
constexpr std::uint64_t kFreeRatioBytes = 64u << 20; // the ratio counts only beyond this much output

class File {
public:
    File(int fd, std::string path, std::uint64_t size) : m_fd(fd), m_path(std::move(path)), m_size(size) {}
    ~File() { ::close(m_fd); }
    File(const File &) = delete;
    File &operator=(const File &) = delete;

    Result<std::size_t> read(char *to, std::size_t size)
    {
        while (true) {
            const ssize_t n = ::read(m_fd, to, size);
            if (n >= 0) {
                m_consumed += static_cast<std::uint64_t>(n);
                return static_cast<std::size_t>(n);
            }
            if (errno != EINTR)
                return failure(ErrorCode::Unreadable, Message(CAUSEWAY_TEXT("Reading stopped")), Message(CAUSEWAY_TEXT("%1"), std::strerror(errno)),
                               Message(CAUSEWAY_TEXT("Check the disk or the network share and import again.")), {m_path, 0, static_cast<std::int64_t>(m_consumed)});
        }
    }
    void rewind()
    {
        ::lseek(m_fd, 0, SEEK_SET);
        m_consumed = 0;
    }
    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] std::uint64_t consumed() const { return m_consumed; }
    [[nodiscard]] std::uint64_t size() const { return m_size; }

private:
    int m_fd;
    std::string m_path;
    std::uint64_t m_size;
    std::uint64_t m_consumed = 0;
};

Error damaged(const File &file, const std::string &why, std::uint64_t textByte)
{
    return {ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The compressed file is damaged")), Message(CAUSEWAY_TEXT("%1"), why),
            Message(CAUSEWAY_TEXT("What came before the damage is imported. Fetch the file again to have the rest.")),
            {file.path(), 0, static_cast<std::int64_t>(textByte)}};
}

class PlainSource final : public ByteSource {
public:
    explicit PlainSource(std::unique_ptr<File> file) : m_file(std::move(file)) {}
    Result<std::size_t> read(char *to, std::size_t size) override { return m_file->read(to, size); }
    [[nodiscard]] std::uint64_t consumed() const override { return m_file->consumed(); }
    [[nodiscard]] std::uint64_t total() const override { return m_file->size(); }

private:
    std::unique_ptr<File> m_file;
};

// What decompressors share: input buffer, bounds on what comes out.
class Decompressing : public ByteSource {
public:
    explicit Decompressing(std::unique_ptr<File> file) : m_file(std::move(file)), m_input(kInput) {}
    [[nodiscard]] std::uint64_t consumed() const override { return m_file->consumed(); }
    [[nodiscard]] std::uint64_t total() const override { return m_file->size(); }

    Result<std::size_t> read(char *to, std::size_t size) override
    {
        if (m_failed)
            return failure(*m_failed);
        auto n = decompress(to, size);
        if (!n) {
            m_failed = std::make_unique<Error>(n.error());
            return n;
        }
        m_out += *n;
        const bool bomb = m_out > limits::kDecompressedBytes || (m_out > kFreeRatioBytes && m_out / limits::kDecompressionRatio > m_file->consumed());
        if (bomb) {
            m_failed = std::make_unique<Error>(Error{
                ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("The compressed file unpacks to too much")),
                Message(CAUSEWAY_TEXT("%1 have become more than %2; the limits are a factor of %3 and %4"), Bytes{m_file->consumed()}, Bytes{m_out},
                        limits::kDecompressionRatio, Bytes{limits::kDecompressedBytes}),
                Message(CAUSEWAY_TEXT("If it is really a log, unpack it yourself and import the result.")), {m_file->path(), 0, static_cast<std::int64_t>(m_out)}});
            return failure(*m_failed);
        }
        return n;
    }

protected:
    virtual Result<std::size_t> decompress(char *to, std::size_t size) = 0;
    // More input into m_input; 0 at the file's end.
    Result<std::size_t> fill() { return m_file->read(m_input.data(), m_input.size()); }
    std::unique_ptr<File> m_file;
    std::vector<char> m_input;
    std::uint64_t m_out = 0;

private:
    std::unique_ptr<Error> m_failed;
};

class GzipSource final : public Decompressing {
public:
    explicit GzipSource(std::unique_ptr<File> file) : Decompressing(std::move(file)) { inflateInit2(&m_stream, 15 + 16); }
    ~GzipSource() override { inflateEnd(&m_stream); }

protected:
    Result<std::size_t> decompress(char *to, std::size_t size) override
    {
        if (m_broken)
            return failure(damaged(*m_file, m_why, m_out));
        m_stream.next_out = reinterpret_cast<Bytef *>(to);
        m_stream.avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1u << 30));
        const uInt wanted = m_stream.avail_out;
        while (m_stream.avail_out > 0 && !m_broken) {
            if (m_stream.avail_in == 0) {
                CAUSEWAY_ASSIGN(const std::size_t n, fill());
                if (n == 0) {
                    if (m_inMember)
                        broken("it ends in the middle (truncated gzip)");
                    break;
                }
                m_stream.next_in = reinterpret_cast<Bytef *>(m_input.data());
                m_stream.avail_in = static_cast<uInt>(n);
            }
            if (!m_inMember && m_members > 0) {
                // Another member may follow; padding by zeros is harmless.
                while (m_stream.avail_in > 0 && *m_stream.next_in == 0) {
                    ++m_stream.next_in;
                    --m_stream.avail_in;
                }
                if (m_stream.avail_in == 0)
                    continue;
                inflateReset(&m_stream);
            }
            m_inMember = true;
            const int status = inflate(&m_stream, Z_NO_FLUSH);
            if (status == Z_STREAM_END) {
                m_inMember = false;
                ++m_members;
            } else if (status != Z_OK && status != Z_BUF_ERROR)
                broken(m_stream.msg != nullptr ? m_stream.msg : "corrupt gzip data");
        }
        const std::size_t got = wanted - m_stream.avail_out;
        if (got == 0 && m_broken)
            return failure(damaged(*m_file, m_why, m_out));
        return got;
    }

private:
    void broken(std::string why)
    {
        m_broken = true;
        m_why = std::move(why);
    }
    z_stream m_stream{};
    bool m_inMember = false;
    std::uint64_t m_members = 0;
    bool m_broken = false;
    std::string m_why;
};

class ZstdSource final : public Decompressing {
public:
    explicit ZstdSource(std::unique_ptr<File> file) : Decompressing(std::move(file)), m_context(ZSTD_createDCtx())
    {
        ZSTD_DCtx_setParameter(m_context, ZSTD_d_windowLogMax, 27);
    }
    ~ZstdSource() override { ZSTD_freeDCtx(m_context); }

protected:
    Result<std::size_t> decompress(char *to, std::size_t size) override
    {
        ZSTD_outBuffer out{to, size, 0};
        while (out.pos < out.size && m_why.empty()) {
            if (m_in.pos == m_in.size) {
                CAUSEWAY_ASSIGN(const std::size_t n, fill());
                if (n == 0) {
                    if (m_pending != 0)
                        m_why = "it ends in the middle (truncated zstd)";
                    break;
                }
                m_in = {m_input.data(), n, 0};
            }
            m_pending = ZSTD_decompressStream(m_context, &out, &m_in);
            if (ZSTD_isError(m_pending) != 0)
                m_why = ZSTD_getErrorName(m_pending);
        }
        if (out.pos == 0 && !m_why.empty())
            return failure(damaged(*m_file, m_why, m_out));
        return out.pos;
    }

private:
    ZSTD_DCtx *m_context;
    ZSTD_inBuffer m_in{nullptr, 0, 0};
    std::size_t m_pending = 0;
    std::string m_why;
};

// bzip2, xz, lz4 …, and the regular entries of a tar or zip one after another.
class ArchiveSource final : public Decompressing {
public:
    explicit ArchiveSource(std::unique_ptr<File> file) : Decompressing(std::move(file)), m_archive(archive_read_new())
    {
        archive_read_support_filter_all(m_archive);
        archive_read_support_format_tar(m_archive);
        archive_read_support_format_zip_streamable(m_archive);
        archive_read_support_format_raw(m_archive);
        archive_read_open(m_archive, this, nullptr, &ArchiveSource::give, nullptr);
    }
    ~ArchiveSource() override { archive_read_free(m_archive); }

protected:
    Result<std::size_t> decompress(char *to, std::size_t size) override
    {
        while (true) {
            if (m_inEntry) {
                const la_ssize_t n = archive_read_data(m_archive, to, size);
                if (n > 0) {
                    m_lastByte = to[n - 1];
                    return static_cast<std::size_t>(n);
                }
                if (n < 0)
                    return failure(damaged(*m_file, reason(), m_out));
                m_inEntry = false;
                // The next entry begins a line of its own.
                if (m_lastByte != '\n' && m_out > 0) {
                    m_lastByte = '\n';
                    m_separator = true;
                }
            }
            archive_entry *entry = nullptr;
            const int status = archive_read_next_header(m_archive, &entry);
            if (status == ARCHIVE_EOF)
                return std::size_t{0};
            if (status < ARCHIVE_WARN || ++m_entries > limits::kArchiveEntries)
                return failure(damaged(*m_file, status < ARCHIVE_WARN ? reason() : "it has too many entries", m_out));
            m_inEntry = archive_entry_filetype(entry) == AE_IFREG;
            if (m_inEntry && m_separator) {
                m_separator = false;
                *to = '\n';
                return std::size_t{1};
            }
        }
    }

private:
    static la_ssize_t give(archive *, void *self, const void **buffer)
    {
        auto *source = static_cast<ArchiveSource *>(self);
        const auto n = source->fill();
        if (!n)
            return -1;
        *buffer = source->m_input.data();
        return static_cast<la_ssize_t>(*n);
    }
    std::string reason() const
    {
        const char *text = archive_error_string(m_archive);
        return text != nullptr ? text : "corrupt data";
    }
    archive *m_archive;
    bool m_inEntry = false;
    bool m_separator = false;
    char m_lastByte = '\n';
    std::uint32_t m_entries = 0;
};

bool begins(std::string_view head, std::string_view magic) { return head.substr(0, magic.size()) == magic; }

} // namespace

Result<std::unique_ptr<ByteSource>> ByteSource::open(const std::string &path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        const int reason = errno;
        return failure(reason == ENOENT ? ErrorCode::NotFound : ErrorCode::Unreadable, Message(CAUSEWAY_TEXT("The file cannot be opened")),
                       Message(CAUSEWAY_TEXT("%1"), std::strerror(reason)),
                       reason == EACCES ? Message(CAUSEWAY_TEXT("You have no permission to read it: ask its owner, or copy it as root."))
                                        : Message(CAUSEWAY_TEXT("Check the name.")),
                       {path, 0, -1});
    }
    struct stat info {};
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(fd);
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The file cannot be imported")), Message(CAUSEWAY_TEXT("it is not a regular file")),
                       Message(CAUSEWAY_TEXT("Give files or folders; to import a stream, write it to a file first.")), {path, 0, -1});
    }
    auto file = std::make_unique<File>(fd, path, static_cast<std::uint64_t>(info.st_size));
    char head[512];
    CAUSEWAY_ASSIGN(const std::size_t n, file->read(head, sizeof head));
    file->rewind();
    const std::string_view start(head, n);
    if (begins(start, "\x1f\x8b"))
        return std::make_unique<GzipSource>(std::move(file));
    if (begins(start, "\x28\xb5\x2f\xfd"))
        return std::make_unique<ZstdSource>(std::move(file));
    const bool tar = n > 262 && start.substr(257, 5) == "ustar";
    if (begins(start, "BZh") || begins(start, std::string_view("\xfd\x37zXZ\0", 6)) || begins(start, "PK\x03\x04") || begins(start, "\x04\x22\x4d\x18") || tar)
        return std::make_unique<ArchiveSource>(std::move(file));
    return std::make_unique<PlainSource>(std::move(file));
}

} // namespace causeway::storage
