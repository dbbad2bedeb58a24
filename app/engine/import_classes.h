#pragma once
// A file about the classes of a program into the project, as a source of its own.

#include "storage/import/import_signals.h"

namespace causeway::engine {

// What is said of a split into services, and of lines that are of no layout.
constexpr const char *kNoClasses = CAUSEWAY_TEXT("A split into services cannot be imported");
constexpr const char *kLinesLeftOut = CAUSEWAY_TEXT("%1 of %2 lines were left out");

// A name of boundaries::classFormats(): as told by options.format, else as detected where nothing else is told; empty where it is none.
// Errors: as ByteSource::open.
Result<std::string> classFormatOfFile(const std::string &path, const storage::SourceOptions &options);
// Errors: those of readWholeFile and boundaries::readClassFile; InvalidInput for a split into services, which tells nothing of the classes.
Result<storage::ImportedSignals> importClassFile(storage::Appender &appender, const std::string &path, const std::string &format, const storage::SourceOptions &options, const Job &job);

// What a file of another kind tells of classes besides, to its source. A file that tells nothing of them adds nothing. Errors: Unwritable.
Result<void> addClassFacts(storage::Appender &appender, SourceId source, const std::string &path, const std::string &format);

} // namespace causeway::engine
