# cpack -G "DEB;TZST" from the build folder.
include(GNUInstallDirs)
set(desktop ${CMAKE_SOURCE_DIR}/resources/desktop)
install(FILES ${desktop}/causeway.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES ${desktop}/io.github.causeway.Causeway.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
install(FILES ${desktop}/causeway.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${desktop}/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/causeway)
install(FILES ${CMAKE_SOURCE_DIR}/resources/icons/causeway.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)

set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON) # a package needs the program, not the tests

set(CPACK_PACKAGE_NAME causeway)
set(CPACK_PACKAGE_CONTACT "The Causeway maintainers <causeway@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "desktop workbench that finds out what logs say")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What is loaded at run time only: the platform plugins and the icons' format.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "qt6-qpa-plugins, libqt6svg6")
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_GENERATOR DEB TZST)
include(CPack)
