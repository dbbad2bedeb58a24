#pragma once
// One file into the project: read and decompressed, cut into blocks between events, encoded in parallel, appended in order.

#include <functional>
#include <optional>
#include <string>

#include "storage/appender.h"
#include "storage/import/byte_source.h"

namespace causeway::storage {

struct SourceOptions {
    std::string name;                              // of the source
    std::optional<std::string> format;             // a name from decode::formats(); absent = detected
    std::vector<decode::Layout> layouts;           // as told by the user; empty = detected
    unsigned threads = 2;
};

struct ImportedSource {
    SourceInfo info;
    std::string why;                               // of the detection
    std::vector<Label> labels;                     // that came with the data (sequence files)
    std::uint64_t sequences = 0;
    std::optional<Error> damage;                   // why it ends early: what came before is imported
};

// What a file looks like: sampled from all over it where it is plain, from its beginning where it is compressed.
struct FileLook {
    std::vector<decode::Layout> layouts;
    std::optional<decode::SequenceLayout> sequences;
    std::string why;
    double explained = 0;
    std::vector<std::string> firstLines;           // up to 200
};
// Errors: as ByteSource::open; InvalidInput for a binary or empty file.
Result<FileLook> lookAtFile(const std::string &path, const SourceOptions &options);

// onBytes is told the bytes of the file taken so far, now and then. sequencePrefix: what stands before the line number in
// the keys of this source's sequences ("" for the project's first sequence source, else "NAME:").
Result<ImportedSource> importSource(Appender &appender, const std::string &path, const SourceOptions &options, bool firstSequences, const Job &job,
                                    const std::function<void(std::uint64_t)> &onBytes);

} // namespace causeway::storage
