#include "views/shell/file_dialog.h"

#include <QAbstractFileIconProvider>
#include <QApplication>
#include <QFileDialog>
#include <QStyle>

namespace causeway::views {

namespace {

class ByName : public QAbstractFileIconProvider {
public:
    [[nodiscard]] QIcon icon(IconType type) const override
    {
        const QStyle *style = QApplication::style();
        return style->standardIcon(type == Folder ? QStyle::SP_DirIcon : type == File ? QStyle::SP_FileIcon : type == Drive ? QStyle::SP_DriveHDIcon : QStyle::SP_ComputerIcon);
    }
    [[nodiscard]] QIcon icon(const QFileInfo &info) const override { return icon(info.isDir() ? Folder : File); }
    [[nodiscard]] QString type(const QFileInfo &info) const override
    {
        if (info.isDir())
            return QFileDialog::tr("Folder");
        return info.suffix().isEmpty() ? QFileDialog::tr("File") : QFileDialog::tr("%1 File", "%1 is a file name suffix, for example txt").arg(info.suffix());
    }
};

} // namespace

QFileDialog *makeFileDialog(QWidget *parent, const QString &title, const QString &folder, const QString &filter)
{
    auto *dialog = new QFileDialog(parent, title, folder, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOption(QFileDialog::DontUseNativeDialog); // those look into files, in this process
    static ByName provider;
    dialog->setIconProvider(&provider);
    return dialog;
}

} // namespace causeway::views
