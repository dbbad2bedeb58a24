#include "views/models/subject_note_model.h"

#include "views/text/text.h"

namespace causeway::views {

SubjectNoteModel::SubjectNoteModel(const QString &word, const QString &reason, QObject *parent) : QAbstractTableModel(parent), m_word(word), m_reason(reason) {}

int SubjectNoteModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_notes.size()); }
int SubjectNoteModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant SubjectNoteModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SubjectNote &one = note(index.row());
    if (role == Qt::ToolTipRole)
        return text::toolTip(index.column() == ReasonColumn ? one.reason : text::fromBytes(one.subject.id));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case SubjectColumn: return one.name;
    case WordColumn: return one.word;
    case ReasonColumn: return one.reason;
    default: return {};
    }
}

QVariant SubjectNoteModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SubjectColumn: return tr("Session");
    case WordColumn: return m_word;
    case ReasonColumn: return m_reason;
    default: return {};
    }
}

void SubjectNoteModel::setNotes(std::vector<SubjectNote> notes)
{
    beginResetModel();
    m_notes = std::move(notes);
    endResetModel();
}

} // namespace causeway::views
