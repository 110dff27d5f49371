/** A cut of rpi-imager's own list as of September 2026: same shape, real names, addresses, sizes and hashes. */
const lite = {
  name: 'Raspberry Pi OS Lite (64-bit)',
  description: 'A port of Debian Trixie with no desktop environment (Compatible with Raspberry Pi 3/4/400/5)',
  icon: 'https://downloads.raspberrypi.com/raspios_armhf/Raspberry_Pi_OS_(32-bit).png',
  url: 'https://downloads.raspberrypi.com/raspios_lite_arm64/images/raspios_lite_arm64-2026-06-19/2026-06-18-raspios-trixie-arm64-lite.img.xz',
  extract_size: 2977955840,
  extract_sha256: 'e235fd24fc5f039c08daba7d3abc04aecc7313f979d16d2a3fdad29dd44c33a9',
  image_download_size: 524875608,
  release_date: '2026-06-18',
  init_format: 'cloudinit-rpi',
  devices: ['pi5-64bit', 'pi4-64bit', 'pi3-64bit'],
  capabilities: ['rpi_connect'],
};

const full = {
  ...lite,
  name: 'Raspberry Pi OS Full (64-bit)',
  url: 'https://downloads.raspberrypi.com/raspios_full_arm64/images/raspios_full_arm64-2026-06-19/2026-06-18-raspios-trixie-arm64-full.img.xz',
  extract_sha256: '21658d3a0ba67182a6525a1e9859dee07b431fb38bf58b8afb259502409ce305',
};

const legacy = {
  ...lite,
  name: 'Raspberry Pi OS (Legacy, 32-bit) Lite',
  url: 'https://downloads.raspberrypi.com/raspios_oldstable_lite_armhf/images/raspios_oldstable_lite_armhf-2026-06-19/2026-06-18-raspios-bookworm-armhf-lite.img.xz',
  init_format: 'systemd',
  devices: ['pi5-32bit', 'pi4-32bit', 'pi3-32bit', 'pi2-32bit', 'pi1-32bit'],
};

const ubuntu = {
  name: 'Ubuntu Server 24.04.5 LTS (64-bit)',
  description: 'Server OS for RPi Zero 2W/3/4/400/5',
  icon: '',
  url: 'http://cdimage.ubuntu.com/ubuntu/releases/noble/release/ubuntu-24.04.5-preinstalled-server-arm64+raspi.img.xz',
  extract_size: 4279900672,
  extract_sha256: 'e3b326a03f513e92cac8e6f46eb68453b48e15c90c0575b45e1efa7fcc3f543c',
  image_download_size: 1368926404,
  image_download_sha256: 'b23371a5c8d02f612c26e7c18cacb81c5a48f968c7c66a2645391320aa94351e',
  release_date: '2026-09-08',
  init_format: 'cloudinit',
  devices: ['pi5-64bit', 'pi4-64bit', 'pi3-64bit'],
  capabilities: [],
};

const ubuntuDesktop = {
  ...ubuntu,
  name: 'Ubuntu Desktop 24.04.5 LTS (64-bit)',
  init_format: 'none',
  url: 'http://cdimage.ubuntu.com/desktop.img.xz',
};

export const osListParts = { lite, full, legacy, ubuntu, ubuntuDesktop };

export const osList = {
  imager: {
    latest_version: '2.0.11.1',
    url: 'https://www.raspberrypi.com/software/',
    devices: [{ name: 'Raspberry Pi 5', tags: ['pi5-64bit', 'pi5-32bit'], description: '', matching_type: 'exclusive' }],
  },
  os_list: [
    full,
    { name: 'Raspberry Pi OS (other)', description: 'Other images', icon: '', random: false, subitems: [lite, legacy] },
    {
      name: 'Other general-purpose OS',
      description: 'Other systems',
      subitems: [{ name: 'Ubuntu', description: 'Ubuntu', devices: ['pi5-64bit'], subitems: [ubuntuDesktop, ubuntu] }],
    },
    {
      name: 'Misc utility images',
      description: 'EEPROM and more',
      subitems_url: 'https://downloads.raspberrypi.com/os_list_misc.json',
    },
    { name: 'Erase', description: 'Format card as FAT32', icon: '', url: 'internal://format' },
    { name: 'Use custom', description: 'Select a custom .img from your computer', icon: '', url: '' },
  ],
};
